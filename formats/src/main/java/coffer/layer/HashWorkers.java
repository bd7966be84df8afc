package coffer.layer;

import coffer.verity.BlockHasher;
import coffer.verity.VerityTree;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/// Threads that hash, and the buffers between them and those who read: both are shared by all
/// layers that are hashed at a time, so that memory and threads stay the same for many.
/// Thread-safe.
public final class HashWorkers implements AutoCloseable {
  static final int RUN_BYTES = VerityTree.RUN * BlockHasher.BLOCK_SIZE;

  private static final int BUFFERS_PER_THREAD = 4;

  private final ExecutorService threads;
  private final Semaphore allowed;
  private final BlockingQueue<byte[]> free = new LinkedBlockingQueue<>();

  /// With `threads` threads and 2 MiB of buffers for each of them.
  public HashWorkers(int threads) {
    this.threads = Executors.newFixedThreadPool(threads, HashWorkers::daemon);
    allowed = new Semaphore(threads * BUFFERS_PER_THREAD + 1);
  }

  /// With a thread for each core.
  public static HashWorkers ofAllCores() {
    return new HashWorkers(Runtime.getRuntime().availableProcessors());
  }

  /// Waits for a buffer of [#RUN_BYTES]; its content is that of its last user.
  byte[] takeBuffer() throws InterruptedIOException {
    try {
      allowed.acquire();
    } catch (InterruptedException _) {
      throw interrupted();
    }
    byte[] buffer = free.poll();
    return buffer == null ? new byte[RUN_BYTES] : buffer;
  }

  void giveBack(byte[] buffer) {
    free.add(buffer);
    allowed.release();
  }

  void submit(Runnable task) {
    threads.execute(task);
  }

  /// Ends the threads, without waiting for layers that are still being read.
  @Override
  public void close() {
    threads.shutdownNow();
  }

  static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while a layer was hashed");
  }

  private static Thread daemon(Runnable task) {
    return Thread.ofPlatform().name("coffer-hash").daemon().unstarted(task);
  }
}
