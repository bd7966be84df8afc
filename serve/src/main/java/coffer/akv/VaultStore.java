package coffer.akv;

import coffer.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/// The keys and secrets of one vault: in memory to be read, in a [Journal] to survive. A change is
/// on the disk before it can be seen; one that could not be written did not happen. One process at
/// a time has the folder. Thread-safe.
final class VaultStore implements AutoCloseable {
  private static final FileAttribute<?> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final long COMPACT_FROM = 1 << 20;

  private final Map<Key, List<Entry>> live = new ConcurrentSkipListMap<>();
  private final Map<Key, List<Entry>> deleted = new ConcurrentSkipListMap<>();
  private final FileChannel lockFile;

  /// The only thread that writes: the interrupt of another one would close the file under it.
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("vault").factory());

  private final Journal journal;

  /// A name in one of the two collections.
  private record Key(Entry.Kind kind, String name) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = kind.compareTo(other.kind);
      return order != 0 ? order : name.compareToIgnoreCase(other.name);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
      return name.toLowerCase(java.util.Locale.ROOT).hashCode();
    }
  }

  private VaultStore(FileChannel lockFile, Path file, Sealer master) throws IOException {
    this.lockFile = lockFile;
    if (!Files.exists(file)) {
      this.journal = Journal.create(file, master, List.of());
      return;
    }
    Journal.Opened opened = Journal.open(file, master);
    for (byte[] content : opened.records()) {
      apply(Json.parseObject(content));
      Arrays.fill(content, (byte) 0);
    }
    List<byte[]> needed = snapshot();
    long size = needed.stream().mapToLong(content -> content.length).sum();
    if (opened.journal().size() > Math.max(COMPACT_FROM, size * 2)) {
      opened.journal().close();
      this.journal = Journal.create(file, master, needed);
    } else {
      this.journal = opened.journal();
    }
    needed.forEach(content -> Arrays.fill(content, (byte) 0));
  }

  /// Opens the vault in `folder`, which is made when it is missing.
  static VaultStore open(Path folder, Sealer master) throws IOException {
    if (!Files.isDirectory(folder)) {
      Path parent = folder.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(folder, FOLDER);
    }
    FileChannel lockFile =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      FileLock lock = lockFile.tryLock();
      if (lock == null) {
        throw new IOException(folder + ": another process serves this vault");
      }
      return new VaultStore(lockFile, folder.resolve("journal"), master);
    } catch (java.nio.channels.OverlappingFileLockException e) {
      lockFile.close();
      throw new IOException(folder + ": this process serves this vault already", e);
    } catch (IOException | RuntimeException e) {
      lockFile.close();
      throw e;
    }
  }

  /// Adds a version, or replaces the one of the same name and version.
  void put(Entry entry) throws IOException {
    change(entry.toJson().put("op", "put").build());
  }

  /// Moves all versions to where they can be recovered from; false when there are none.
  boolean delete(Entry.Kind kind, String name) throws IOException {
    return move(live, "delete", kind, name);
  }

  /// Brings deleted versions back.
  boolean recover(Entry.Kind kind, String name) throws IOException {
    return move(deleted, "recover", kind, name);
  }

  /// Forgets deleted versions.
  boolean purge(Entry.Kind kind, String name) throws IOException {
    return move(deleted, "purge", kind, name);
  }

  private boolean move(Map<Key, List<Entry>> from, String operation, Entry.Kind kind, String name)
      throws IOException {
    if (!from.containsKey(new Key(kind, name))) {
      return false;
    }
    change(Json.object().put("op", operation).put("kind", kind.name()).put("name", name).build());
    return true;
  }

  private void change(Json.Obj event) throws IOException {
    try {
      CompletableFuture.runAsync(() -> write(event), writer).join();
    } catch (CompletionException | RejectedExecutionException e) {
      throw e.getCause() instanceof UncheckedIOException failed
          ? failed.getCause()
          : new IOException("the vault is closed", e);
    }
  }

  private void write(Json.Obj event) {
    byte[] content = bytes(event);
    try {
      journal.append(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
    apply(event);
  }

  private void apply(Json.Obj event) {
    Key key = new Key(Entry.Kind.valueOf(event.string("kind")), event.string("name"));
    switch (event.string("op")) {
      case "put" -> live.put(key, with(live.getOrDefault(key, List.of()), Entry.parse(event)));
      case "delete" -> transfer(key, live, deleted);
      case "recover" -> transfer(key, deleted, live);
      default -> deleted.remove(key);
    }
  }

  private static void transfer(Key key, Map<Key, List<Entry>> from, Map<Key, List<Entry>> to) {
    List<Entry> versions = from.remove(key);
    if (versions != null) {
      to.put(key, versions);
    }
  }

  private static List<Entry> with(List<Entry> versions, Entry entry) {
    List<Entry> more = new ArrayList<>(versions);
    for (int i = 0; i < more.size(); i++) {
      if (more.get(i).version().equals(entry.version())) {
        more.set(i, entry);
        return List.copyOf(more);
      }
    }
    more.add(entry);
    return List.copyOf(more);
  }

  /// The events that lead to what is there now.
  private List<byte[]> snapshot() {
    List<byte[]> events = new ArrayList<>();
    for (Map<Key, List<Entry>> all : List.of(deleted, live)) {
      all.forEach(
          (key, versions) -> {
            versions.forEach(entry -> events.add(bytes(entry.toJson().put("op", "put").build())));
            if (all == deleted) {
              events.add(
                  bytes(
                      Json.object()
                          .put("op", "delete")
                          .put("kind", key.kind().name())
                          .put("name", key.name())
                          .build()));
            }
          });
    }
    return events;
  }

  private static byte[] bytes(Json.Obj event) {
    return event.toCompact().getBytes(StandardCharsets.UTF_8);
  }

  /// The version, or the newest one when `version` is empty.
  Optional<Entry> find(Entry.Kind kind, String name, String version) {
    return versions(kind, name).reversed().stream()
        .filter(entry -> version.isEmpty() || entry.version().equals(version))
        .findFirst();
  }

  /// All versions of a name, the oldest first.
  List<Entry> versions(Entry.Kind kind, String name) {
    return live.getOrDefault(new Key(kind, name), List.of());
  }

  /// The newest version of each name, in the order of names.
  List<Entry> newest(Entry.Kind kind) {
    return newest(live, kind);
  }

  List<Entry> newestDeleted(Entry.Kind kind) {
    return newest(deleted, kind);
  }

  Optional<Entry> findDeleted(Entry.Kind kind, String name) {
    return Optional.ofNullable(deleted.get(new Key(kind, name))).map(List::getLast);
  }

  private static List<Entry> newest(Map<Key, List<Entry>> all, Entry.Kind kind) {
    return all.entrySet().stream()
        .filter(item -> item.getKey().kind() == kind)
        .map(item -> item.getValue().getLast())
        .toList();
  }

  /// What was asked for is written first.
  @Override
  public void close() throws IOException {
    writer.close();
    journal.close();
    lockFile.close();
  }
}
