package coffer.signing;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.simulator.PemFiles;
import coffer.tls.Issued;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;

/// A [KeyRing] in a file that only its owner can read (0600), shared by restarts and by replicas on
/// one volume: whoever finds that a key is due makes it, under a lock, and all others read it. A
/// file that may not be written, such as a mounted Kubernetes secret, is only read. Thread-safe.
public final class KeyFile {
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final int RSA_BITS = 2048;

  private final Path file;
  private final X500Name subject;
  private final KeyRing.Rotation rotation;
  private final Clock clock;
  private final AtomicReference<@Nullable State> state = new AtomicReference<>();

  private record State(KeyRing ring, FileTime read) {}

  private KeyFile(Path file, X500Name subject, KeyRing.Rotation rotation, Clock clock) {
    this.file = file;
    this.subject = subject;
    this.rotation = rotation;
    this.clock = clock;
  }

  /// Opens `file`, or makes it with a first key. `subject` is that of the keys' certificates.
  public static KeyFile open(Path file, X500Name subject, KeyRing.Rotation rotation, Clock clock)
      throws IOException {
    KeyFile keys = new KeyFile(file.toAbsolutePath(), subject, rotation, clock);
    keys.refresh();
    return keys;
  }

  /// The ring as it was at the last [#refresh].
  public KeyRing ring() {
    return Objects.requireNonNull(state.get(), "opened").ring();
  }

  /// The key that signs now.
  public TokenKey signing() {
    return ring().signing(clock.instant());
  }

  /// Reads the file when it changed, and rotates when that is due. To be called now and then.
  public void refresh() throws IOException {
    State known = state.get();
    if (Files.exists(file) && (known == null || !modified().equals(known.read()))) {
      known = load();
    }
    Instant now = clock.instant();
    KeyRing ring = known == null ? KeyRing.EMPTY : known.ring();
    state.set(ring.isDue(now, rotation) && mayWrite() ? rotate(now) : require(known));
  }

  private State require(@Nullable State known) throws IOException {
    if (known == null) {
      throw new IOException(file + ": no signing keys, and they may not be made there");
    }
    return known;
  }

  private boolean mayWrite() {
    Path folder = file.getParent();
    return !Files.exists(folder) || Files.isWritable(folder);
  }

  /// Locks within this process too, where a file lock would be refused.
  private State rotate(Instant now) throws IOException {
    synchronized (KeyFile.class) {
      return rotateAlone(now);
    }
  }

  private State rotateAlone(Instant now) throws IOException {
    Files.createDirectories(file.getParent());
    Path lockFile = file.resolveSibling("." + file.getFileName() + ".lock");
    Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try (FileChannel channel =
            FileChannel.open(lockFile, options, PosixFilePermissions.asFileAttribute(OWNER));
        FileLock _ = channel.lock()) {
      KeyRing ring = Files.exists(file) ? load().ring() : KeyRing.EMPTY;
      KeyRing next = ring.rotated(now, rotation, this::newKey);
      if (!next.equals(ring)) {
        save(next);
      }
      return new State(next, modified());
    }
  }

  private TokenKey newKey(Instant active) {
    KeyPair pair = Issued.newRsaKey(RSA_BITS);
    Instant end =
        active.plus(rotation.period()).plus(rotation.tokenLife()).plus(rotation.advance());
    return TokenKey.of(
        pair.getPrivate(),
        Issued.selfSigned(subject, pair, new Issued.Validity(clock.instant(), end)),
        active);
  }

  private State load() throws IOException {
    FileTime read = modified();
    PemFiles.requireOwnerOnly(file, OWNER);
    try {
      List<TokenKey> keys = new ArrayList<>();
      for (Json item : Json.parseObject(Files.readAllBytes(file)).list("keys")) {
        if (!(item instanceof Json.Obj key)) {
          throw new MalformedException("keys: a list of objects wanted");
        }
        keys.add(TokenKey.parse(key));
      }
      if (keys.isEmpty()) {
        throw new MalformedException("keys: at least one wanted, found none");
      }
      return new State(new KeyRing(keys), read);
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  private FileTime modified() throws IOException {
    return Files.getLastModifiedTime(file);
  }

  private void save(KeyRing ring) throws IOException {
    Json document =
        Json.object()
            .put("keys", new ArrayList<>(ring.keys().stream().map(TokenKey::toJson).toList()))
            .build();
    Path draft = file.resolveSibling("." + file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    PemFiles.write(draft, document.toPretty() + "\n");
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
