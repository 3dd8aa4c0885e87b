package org.l2node.node.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What this process has used so far.
 *
 * @param cpuNanos processor time of all threads
 * @param jvmNanos the part of it that Java's compiler and garbage collector took; 0 where the system does not tell
 * @param writtenBytes given to disks, by the kernel's account; -1 where the system does not tell
 * @param allocatedBytes of objects made in Java
 */
record ProcessCost(long cpuNanos, long jvmNanos, long writtenBytes, long allocatedBytes) {
  /** How the JVM's own threads are called: compilers, collectors, and the one that halts all others (and is the serial collector). */
  private static final List<String> JVM_THREADS = List.of("C1 Compiler", "C2 Compiler", "GC Thread", "G1 ", "VM Thread");

  /** Of the times in /proc/PID/stat: Linux has shown programs hundredths of a second on all machines for decades. */
  private static final long TICK_NANOS = 10_000_000;

  static ProcessCost now() {
    long cpu = ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getProcessCpuTime()
        : 0;
    long allocated = ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
        ? threads.getTotalThreadAllocatedBytes()
        : 0;
    return new ProcessCost(cpu, jvm(), written(), allocated);
  }

  ProcessCost since(ProcessCost before) {
    return new ProcessCost(
        cpuNanos - before.cpuNanos,
        jvmNanos - before.jvmNanos,
        writtenBytes - before.writtenBytes,
        allocatedBytes - before.allocatedBytes);
  }

  private static long jvm() {
    long ticks = 0;
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path thread : threads) {
        String stat = Files.readString(thread.resolve("stat"));
        // The name is in brackets and may hold anything.
        int end = stat.lastIndexOf(')');
        String name = stat.substring(stat.indexOf('(') + 1, end);
        if (JVM_THREADS.stream().anyMatch(name::startsWith)) {
          List<String> fields = List.of(stat.substring(end + 2).split(" "));
          ticks += Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
        }
      }
    } catch (IOException _) {
      // Not a Linux, or a thread that has just ended.
    }
    return ticks * TICK_NANOS;
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
