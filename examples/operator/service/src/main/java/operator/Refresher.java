package operator;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/// Keeps the state: attests until Core releases keys, and fetches the opt-out list again and again.
final class Refresher implements Runnable {
  private final Core core;
  private final OptOut optOut;
  private final Duration pause;
  private final Metrics metrics;
  private final AtomicReference<State> state =
      new AtomicReference<>(new State.NotReady("not attested yet"));

  Refresher(Core core, OptOut optOut, Duration pause, Metrics metrics) {
    this.core = core;
    this.optOut = optOut;
    this.pause = pause;
    this.metrics = metrics;
  }

  State state() {
    return state.get();
  }

  @Override
  public void run() {
    try {
      Keys keys = attested();
      while (true) {
        fetch(keys);
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Keys attested() throws InterruptedException {
    while (true) {
      try {
        Keys keys = core.attest();
        metrics.attested.increment();
        Main.log("attested: Core released %d keys".formatted(keys.byId().size()));
        return keys;
      } catch (IOException e) {
        metrics.refused.increment();
        notReady("not attested: " + e.getMessage());
        Thread.sleep(pause);
      }
    }
  }

  /// A list that cannot be had now leaves the one before; without any, nobody is mapped.
  private void fetch(Keys keys) throws InterruptedException {
    try {
      State next = new State.Ready(keys, optOut.hashes());
      if (!(state.getAndSet(next) instanceof State.Ready)) {
        Main.log("ready");
      }
    } catch (IOException e) {
      if (state.get() instanceof State.Ready) {
        Main.log("opt-out list: " + e.getMessage() + "; keeping the one before");
      } else {
        notReady("no opt-out list: " + e.getMessage());
      }
    }
  }

  private void notReady(String reason) {
    state.set(new State.NotReady(reason));
    Main.log(reason);
  }
}
