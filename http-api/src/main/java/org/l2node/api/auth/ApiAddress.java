package org.l2node.api.auth;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.l2node.api.service.PeerAddress;

/**
 * Where the API of a node listens, told to the command line by the file {@code api.address} ({@code host:port} and a line end) in the data
 * directory. The node writes it once it listens and deletes it when it stops.
 */
public final class ApiAddress {
  public static final String FILE_NAME = "api.address";

  private ApiAddress() {}

  /** Writes the file in one step: a reader sees all of it or the old one. */
  public static void write(Path dataDirectory, InetSocketAddress address) throws IOException {
    Path temporary = dataDirectory.resolve(FILE_NAME + ".new");
    Files.writeString(temporary, text(address) + "\n", StandardCharsets.US_ASCII);
    Files.move(temporary, dataDirectory.resolve(FILE_NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Deletes the file, if there is one. */
  public static void delete(Path dataDirectory) throws IOException {
    Files.deleteIfExists(dataDirectory.resolve(FILE_NAME));
  }

  /**
   * Reads the file.
   *
   * @return as {@code host:port}, an IPv6 address in brackets
   * @throws java.nio.file.NoSuchFileException if there is none: no node runs on that directory
   * @throws IOException if it cannot be read or holds no address
   */
  public static String read(Path dataDirectory) throws IOException {
    Path file = dataDirectory.resolve(FILE_NAME);
    String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    try {
      return PeerAddress.parse(text).toString();
    } catch (IllegalArgumentException e) {
      throw new FileSystemException(file.toString(), null, "holds no address; start the node again to have it written");
    }
  }

  /** The host as an IP address. */
  public static String hostText(InetSocketAddress address) {
    return address.getAddress().getHostAddress();
  }

  /** {@code host:port}, an IPv6 address in brackets. */
  public static String text(InetSocketAddress address) {
    String host = hostText(address);
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
