package org.l2node.itests.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a compiler does not see: a file stays short enough to be read, and says nothing of work left undone. */
class SourceFilesTest {

  private static final int LINES = 400;
  private static final int COLUMNS = 140;

  @Test
  void theProgramsFilesAreShortAndFinished() throws IOException {
    var complaints = new ArrayList<String>();
    try (var files = Files.find(Path.of(".."), 20, (path, _) -> path.toString().endsWith(".java") && path.toString().contains("/src/"))) {
      for (var file : files.sorted().toList()) {
        complaints.addAll(complaintsAbout(file.toString(), Files.readAllLines(file)));
      }
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void aLongOrUnfinishedFileIsFound() {
    assertThat(complaintsAbout("A", List.of("ok", "x".repeat(COLUMNS)))).isEmpty();
    assertThat(complaintsAbout("A", List.of("x".repeat(COLUMNS + 1)))).containsExactly("A:1 has 141 columns");
    assertThat(complaintsAbout("A", List.of("ok", "// TO" + "DO: later"))).containsExactly("A:2 leaves something to do");
    assertThat(complaintsAbout("A", List.of("x\n".repeat(LINES + 1).split("\n", LINES + 1)))).containsExactly("A has 401 lines");
  }

  private static List<String> complaintsAbout(String name, List<String> lines) {
    var complaints = new ArrayList<String>();
    if (lines.size() > LINES) {
      complaints.add(name + " has " + lines.size() + " lines");
    }
    for (int i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      if (line.length() > COLUMNS) {
        complaints.add(name + ":" + (i + 1) + " has " + line.length() + " columns");
      }
      if (line.contains("TO" + "DO") || line.contains("FIX" + "ME")) {
        complaints.add(name + ":" + (i + 1) + " leaves something to do");
      }
    }
    return complaints;
  }
}
