package org.l2node.node.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this process has used so far.
 *
 * @param cpuNanos processor time of all threads
 * @param writtenBytes given to disks, by the kernel's account; -1 where the system does not tell
 */
record ProcessCost(long cpuNanos, long writtenBytes) {
  static ProcessCost now() {
    long cpu = ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getProcessCpuTime()
        : 0;
    return new ProcessCost(cpu, written());
  }

  private static long written() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
        if (line.startsWith("write_bytes:")) {
          return Long.parseLong(line.substring("write_bytes:".length()).strip());
        }
      }
    } catch (IOException _) {
      // Not a Linux.
    }
    return -1;
  }
}
