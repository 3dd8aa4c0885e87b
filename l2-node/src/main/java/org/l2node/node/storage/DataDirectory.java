package org.l2node.node.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds one node: seed, database, token. Locked by one process for as long as it is open: two processes on one seed would
 * revoke each other's states.
 */
public final class DataDirectory implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

  private final Path path;
  private final FileChannel lockFile;
  private final FileLock lock;

  private DataDirectory(Path path, FileChannel lockFile, FileLock lock) {
    this.path = path;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Makes the folder where it is missing, for its owner only; to be called before anything else, like a log, makes it for all to read.
   *
   * @throws StorageException if others may read it, or if it cannot be made
   */
  public static void prepare(Path path) {
    try {
      makeOwned(path);
    } catch (IOException e) {
      throw new StorageException("the data directory " + path + " cannot be used: " + FileTrouble.text(e), e);
    }
  }

  private static Path makeOwned(Path path) throws IOException {
    boolean existed = Files.exists(path);
    Files.createDirectories(path);
    Path real = path.toRealPath();
    if (isPosix(real)) {
      if (!existed) {
        Files.setPosixFilePermissions(real, OWNER_ONLY);
      } else if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(real, LinkOption.NOFOLLOW_LINKS))) {
        throw new StorageException("others may read the data directory " + real + ": run chmod 700 on it");
      }
    }
    return real;
  }

  /**
   * Opens and locks the folder, creating it where it is missing.
   *
   * @throws StorageException if another process holds it, if others may read it, or if it cannot be written
   */
  public static DataDirectory open(Path path) {
    try {
      Path real = makeOwned(path);
      FileChannel lockFile = FileChannel.open(real.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = tryLock(lockFile);
      if (lock == null) {
        lockFile.close();
        throw new StorageException("another process uses the data directory " + real);
      }
      return new DataDirectory(real, lockFile, lock);
    } catch (IOException e) {
      throw new StorageException("the data directory " + path + " cannot be used: " + FileTrouble.text(e), e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // held by this very process
    }
  }

  static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  public Path path() {
    return path;
  }

  public Path resolve(String name) {
    return path.resolve(name);
  }

  /** Lets another process have the folder. */
  @Override
  public void close() {
    try {
      lock.release();
      lockFile.close();
    } catch (IOException e) {
      throw new StorageException("the lock of " + path + " cannot be released", e);
    }
  }
}
