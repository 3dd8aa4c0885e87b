package org.l2node.node.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the time goes, by the JVM's own sampling profiler: each sample counts for the first line below that a frame of its stack belongs
 * to, innermost frame first.
 */
final class CostProfile implements AutoCloseable {
  /** Prefix of a class's name, and the cost that it stands for. */
  private static final List<Map.Entry<String, String>> COSTS = List.of(
      Map.entry("fr.acinq.secp256k1", "signatures and curve arithmetic"),
      Map.entry("org.sqlite", "database"),
      Map.entry("sun.nio.ch", "sockets"),
      Map.entry("io.netty", "sockets"),
      Map.entry("org.l2node.node.transport", "transport encryption"),
      Map.entry("com.sun.crypto", "transport encryption"),
      Map.entry("org.l2node.channels.commitment", "building transactions"),
      Map.entry("org.l2node.channels.codec", "channel state to bytes"),
      Map.entry("org.l2node.channels.machine", "channel machine"),
      Map.entry("org.l2node.channels", "channel machine"),
      Map.entry("org.l2node.routing.onion", "onions"),
      Map.entry("org.l2node.routing", "routing"),
      Map.entry("org.l2node.node", "actors and the rest of the node"));

  private static final String REST = "JVM and libraries";

  private final Recording recording = new Recording();

  CostProfile() {
    recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
    recording.enable("jdk.NativeMethodSample").withPeriod(Duration.ofMillis(10));
    recording.start();
  }

  /** Ends sampling. @return share of the samples by cost, in percent, the greatest first */
  Map<String, Long> shares() throws IOException {
    recording.stop();
    Path file = Files.createTempFile("l2-bench", ".jfr");
    try {
      recording.dump(file);
      Map<String, Long> counts = new LinkedHashMap<>();
      long all = 0;
      for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
        RecordedStackTrace stack = event.getStackTrace();
        if (stack != null && isWork(event, stack)) {
          counts.merge(cost(stack), 1L, Long::sum);
          all++;
        }
      }
      Map<String, Long> shares = new LinkedHashMap<>();
      long total = Math.max(1, all);
      counts.entrySet().stream()
          .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
          .forEach(entry -> shares.put(entry.getKey(), Math.round(100.0 * entry.getValue() / total)));
      return shares;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /**
   * A thread that waits in native code for the next event is sampled too: that is no cost. The database's thread waits for the disk there:
   * that is one.
   */
  private static boolean isWork(RecordedEvent event, RecordedStackTrace stack) {
    if (!event.getEventType().getName().equals("jdk.NativeMethodSample")) {
      return true;
    }
    RecordedFrame top = stack.getFrames().getFirst();
    String type = top.getMethod().getType().getName();
    return type.startsWith("fr.acinq.secp256k1") || type.startsWith("org.sqlite");
  }

  private static String cost(RecordedStackTrace stack) {
    for (RecordedFrame frame : stack.getFrames()) {
      String type = frame.getMethod().getType().getName();
      for (Map.Entry<String, String> each : COSTS) {
        if (type.startsWith(each.getKey())) {
          return each.getValue();
        }
      }
    }
    return REST;
  }

  @Override
  public void close() {
    recording.close();
  }
}
