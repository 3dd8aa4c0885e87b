package org.l2node.node.sim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.l2node.node.runtime.Actor;
import org.l2node.node.runtime.Behavior;
import org.l2node.node.runtime.NodeRuntime;

/** The runtime of one node's life: its actors and tasks take their turns as the world's chance has it. */
final class SimRuntime implements NodeRuntime {
  private final World world;
  private final Life life;

  SimRuntime(World world, Life life) {
    this.world = world;
    this.life = life;
  }

  private final class SimActor<M> implements Actor<M>, Source {
    private final String name;
    private final int capacity;
    private final Behavior<M> behavior;
    private final Queue<M> waiting = new ArrayDeque<>();
    private boolean idleDue;
    private boolean stopped;

    SimActor(String name, int capacity, Behavior<M> behavior) {
      this.name = name;
      this.capacity = capacity;
      this.behavior = behavior;
    }

    @Override
    public boolean offer(M message) {
      return !stopped && waiting.size() < capacity && waiting.add(message);
    }

    @Override
    public void tell(M message) {
      if (!stopped) {
        waiting.add(message);
      }
    }

    @Override
    public int size() {
      return waiting.size();
    }

    @Override
    public void stop() {
      stopped = true;
    }

    @Override
    public boolean isReady() {
      return idleDue || !waiting.isEmpty();
    }

    /** Messages may come between the last one and the idle moment: then it is none. */
    @Override
    public void run() {
      M message = waiting.poll();
      if (message == null) {
        idleDue = false;
        behavior.onIdle();
      } else {
        world.trace().note(life.name() + " " + name + " " + nameOf(message));
        idleDue = false;
        behavior.onMessage(message);
        idleDue = waiting.isEmpty();
      }
      if (stopped && !isReady()) {
        life.remove(this);
      }
    }
  }

  private static String nameOf(Object message) {
    return message instanceof Record ? message.getClass().getSimpleName() : "task";
  }

  @Override
  public <M> Actor<M> spawn(String name, int capacity, Behavior<M> behavior) {
    SimActor<M> actor = new SimActor<>(name.length() > 12 ? name.substring(0, 12) : name, capacity, behavior);
    life.add(actor);
    return actor;
  }

  @Override
  public void run(String name, Runnable task) {
    life.add(new Source() {
      @Override
      public boolean isReady() {
        return true;
      }

      @Override
      public void run() {
        life.remove(this);
        world.trace().note(life.name() + " " + name);
        task.run();
      }
    });
  }

  @Override
  public Timer after(Duration delay, Runnable task) {
    return life.after(delay.toMillis(), task);
  }

  @Override
  public long nowSeconds() {
    return world.nowMillis() / 1000;
  }

  @Override
  public long monotonicMillis() {
    return world.nowMillis();
  }

  @Override
  public byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    world.random().nextBytes(bytes);
    return bytes;
  }
}
