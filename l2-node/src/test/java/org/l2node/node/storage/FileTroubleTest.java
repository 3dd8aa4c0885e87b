package org.l2node.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileTroubleTest {
  @Test
  void namesNoClassOfJava() {
    assertThat(FileTrouble.text(new NoSuchFileException("a"))).isEqualTo("there is no such file or folder");
    assertThat(FileTrouble.text(new AccessDeniedException("a"))).isEqualTo("permission denied");
    assertThat(FileTrouble.text(new MalformedInputException(1))).isEqualTo("it is not text in UTF-8");
    assertThat(FileTrouble.text(new FileSystemException("a", null, "Not a directory"))).isEqualTo("Not a directory");
    assertThat(FileTrouble.text(new IOException("Is a directory"))).isEqualTo("Is a directory");
    assertThat(FileTrouble.text(new IOException())).isEqualTo("input or output failed");
  }
}
