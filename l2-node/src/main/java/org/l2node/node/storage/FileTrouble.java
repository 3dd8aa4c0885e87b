package org.l2node.node.storage;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says for people what is wrong with a file. */
public final class FileTrouble {

  private FileTrouble() {}

  /** What happened, without the name of the file, which is told beside it. */
  public static String text(IOException trouble) {
    return switch (trouble) {
      case NoSuchFileException _ -> "there is no such file or folder";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "something else is there already";
      case CharacterCodingException _ -> "it is not text in UTF-8";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> {
        String message = trouble.getMessage();
        yield message == null ? "input or output failed" : message;
      }
    };
  }
}
