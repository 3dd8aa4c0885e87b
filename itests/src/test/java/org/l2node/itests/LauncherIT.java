package org.l2node.itests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.l2node.node.Main;

class LauncherIT {

  @Test
  void runsOnTheJdkTheProjectIsBuiltFor() {
    assertThat(Runtime.version().feature()).isGreaterThanOrEqualTo(25);
    assertThat(Main.class.getPackageName()).isEqualTo("org.l2node.node");
  }
}
