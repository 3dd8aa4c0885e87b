package org.l2node.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartedPartsTest {
  @Test
  void closesTheLastFirstAndEveryOne() {
    List<String> closed = new ArrayList<>();
    StartedParts parts = new StartedParts();
    parts.add(() -> closed.add("folder"));
    parts.add(() -> {
      closed.add("database");
      throw new IOException("disk");
    });
    parts.add(() -> closed.add("gossip"));
    IOException failure = new IOException("the port is in use");
    parts.closeAfter(failure);
    assertThat(closed).containsExactly("gossip", "database", "folder");
    assertThat(failure.getSuppressed()).singleElement().satisfies(second -> assertThat(second).hasMessage("disk"));
  }
}
