package coffer.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// A lock that holds between the threads of this process and between processes: the file's lock is
/// the process's, so threads first agree among themselves. Shared or exclusive; not reentrant.
final class StoreLock implements AutoCloseable {
  /// Of this process, by file: how many threads share the file's lock.
  private static final class Local {
    final ReentrantReadWriteLock threads = new ReentrantReadWriteLock(true);
    private int users;
    private FileChannel channel;
    private FileLock lock;

    @SuppressWarnings("NullAway.Init")
    Local() {}

    synchronized void enter(Path file, boolean shared) throws IOException {
      if (users == 0) {
        channel =
            FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
          lock = channel.lock(0, Long.MAX_VALUE, shared);
        } catch (IOException | RuntimeException e) {
          channel.close();
          throw e;
        }
      }
      users++;
    }

    synchronized void leave() throws IOException {
      if (--users == 0) {
        lock.release();
        channel.close();
      }
    }
  }

  private static final Map<Path, Local> LOCALS = new ConcurrentHashMap<>();

  private final Local local;
  private final Lock held;

  private StoreLock(Path file, boolean shared) throws IOException {
    local = LOCALS.computeIfAbsent(file.toAbsolutePath().normalize(), _ -> new Local());
    held = shared ? local.threads.readLock() : local.threads.writeLock();
    held.lock();
    try {
      local.enter(file, shared);
    } catch (IOException | RuntimeException e) {
      held.unlock();
      throw e;
    }
  }

  /// Waits until nobody holds it exclusively.
  static StoreLock shared(Path file) throws IOException {
    return new StoreLock(file, true);
  }

  /// Waits until nobody holds it.
  static StoreLock exclusive(Path file) throws IOException {
    return new StoreLock(file, false);
  }

  /// By the thread that took it.
  @Override
  public void close() throws IOException {
    try {
      local.leave();
    } finally {
      held.unlock();
    }
  }
}
