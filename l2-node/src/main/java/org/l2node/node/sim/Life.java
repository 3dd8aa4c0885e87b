package org.l2node.node.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.l2node.node.runtime.NodeRuntime;

/**
 * A node from a start to the crash that ends it: everything of it that is not on disk. Once it is over, whatever its code still does has no
 * effect on anything.
 */
final class Life {
  private static final class SimTimer implements NodeRuntime.Timer {
    final long due;
    final long number;
    final Runnable task;
    boolean cancelled;

    SimTimer(long due, long number, Runnable task) {
      this.due = due;
      this.number = number;
      this.task = task;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private final World world;
  private final String name;
  private final List<Source> sources = new ArrayList<>();
  private final PriorityQueue<SimTimer> timers = new PriorityQueue<>(
      Comparator.<SimTimer>comparingLong(timer -> timer.due).thenComparingLong(timer -> timer.number));
  private long timersMade;
  private boolean over;

  Life(World world, String name) {
    this.world = world;
    this.name = name;
    sources.add(new Source() {
      @Override
      public boolean isReady() {
        return nextTimer() <= world.nowMillis();
      }

      @Override
      public void run() {
        SimTimer timer = timers.remove();
        world.trace().note(name + " timer");
        timer.task.run();
      }
    });
  }

  String name() {
    return name;
  }

  boolean isOver() {
    return over;
  }

  /** The node crashes here, if chance wants it. */
  void crashPoint(String where) {
    if (!over && world.crashesHere()) {
      world.trace().note(name + " crashes " + where);
      end();
    }
  }

  void end() {
    over = true;
  }

  List<Source> sources() {
    return sources;
  }

  void add(Source source) {
    sources.add(source);
  }

  @SuppressWarnings("ReferenceEquality")
  void remove(Source source) {
    sources.removeIf(other -> other == source);
  }

  NodeRuntime.Timer after(long millis, Runnable task) {
    SimTimer timer = new SimTimer(world.nowMillis() + Math.max(0, millis), timersMade++, task);
    timers.add(timer);
    return timer;
  }

  /** When the next timer is due; far away where there is none. */
  long nextTimer() {
    while (!timers.isEmpty() && timers.peek().cancelled) {
      timers.remove();
    }
    return timers.isEmpty() ? Long.MAX_VALUE : timers.peek().due;
  }
}
