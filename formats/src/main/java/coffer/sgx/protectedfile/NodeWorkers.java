package coffer.sgx.protectedfile;

import java.io.InterruptedIOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// Threads that seal nodes, their ciphers, and the buffers between them and those who read the
/// content: shared by all files that are written at a time, so that memory and threads stay the
/// same for many. Thread-safe.
public final class NodeWorkers implements AutoCloseable {
  private static final int BUFFERS_PER_THREAD = 4;
  private static final int TASKS_PER_THREAD = 64;

  private final Executor executor;
  private final @Nullable ExecutorService threads;
  private final Semaphore buffers;
  private final Semaphore tasks;
  private final BlockingQueue<byte[]> free = new LinkedBlockingQueue<>();
  private final Map<Protection, NodeCiphers> ciphers = new ConcurrentHashMap<>();

  private NodeWorkers(Executor executor, @Nullable ExecutorService threads, int count) {
    this.executor = executor;
    this.threads = threads;
    buffers = new Semaphore(count * BUFFERS_PER_THREAD + 1);
    tasks = new Semaphore(count * TASKS_PER_THREAD + 1);
  }

  /// All work is done by the thread that asks for it.
  public static NodeWorkers none() {
    return new NodeWorkers(Runnable::run, null, 0);
  }

  /// With `count` threads and 1.6 MB of buffers for each of them.
  public static NodeWorkers of(int count) {
    ExecutorService threads = Executors.newFixedThreadPool(count, NodeWorkers::daemon);
    return new NodeWorkers(threads, threads, count);
  }

  /// With a thread for each core.
  public static NodeWorkers ofAllCores() {
    return of(Runtime.getRuntime().availableProcessors());
  }

  /// Waits for a buffer of one group of nodes; its content is that of its last user.
  byte[] takeBuffer() throws InterruptedIOException {
    acquire(buffers);
    byte[] buffer = free.poll();
    return buffer == null ? new byte[Nodes.GROUP] : buffer;
  }

  void giveBack(byte[] buffer) {
    free.add(buffer);
    buffers.release();
  }

  NodeCiphers ciphers(Protection protection) {
    return ciphers.computeIfAbsent(protection, NodeCiphers::new);
  }

  /// Has the task done, which throws nothing and submits nothing; waits while too many others wait.
  void submit(Runnable task) throws InterruptedIOException {
    acquire(tasks);
    executor.execute(
        () -> {
          try {
            task.run();
          } finally {
            tasks.release();
          }
        });
  }

  /// Waits for what was submitted, then ends the threads.
  @Override
  public void close() {
    if (threads != null) {
      threads.close();
    }
  }

  private static void acquire(Semaphore semaphore) throws InterruptedIOException {
    try {
      semaphore.acquire();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a protected file was written");
    }
  }

  private static Thread daemon(Runnable task) {
    return Thread.ofPlatform().name("coffer-seal").daemon().unstarted(task);
  }
}
