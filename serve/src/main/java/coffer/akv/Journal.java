package coffer.akv;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.bytes.SecretBytes;
import coffer.json.Json;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// An encrypted file of records that only grows. A record that [#append] returned for is on the
/// disk; one that was cut off by a crash is dropped when the file is opened again; any other damage
/// is an error. Not thread-safe.
///
/// The file: `COFFERV1`, then blocks of a length (4 bytes, big-endian) and content. The first block
/// is JSON with the data key, sealed by the master key; the others are records under the data key
/// (AES-256-GCM, random nonce first), bound to their number in the file.
final class Journal implements AutoCloseable {
  private static final byte[] MAGIC = "COFFERV1".getBytes(StandardCharsets.US_ASCII);
  private static final int LARGEST = 8 << 20;
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");

  private final FileChannel channel;
  private final SecretBytes dataKey;
  private long end;
  private long records;
  private boolean broken;

  private Journal(FileChannel channel, SecretBytes dataKey) {
    this.channel = channel;
    this.dataKey = dataKey;
  }

  /// A journal and what it held.
  record Opened(Journal journal, List<byte[]> records) {}

  /// Opens `file`, which must exist.
  static Opened open(Path file, Sealer master) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      return new Replay(file, channel).run(master);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// Makes `file` anew with `records`, whole or not at all, in place of what was there.
  static Journal create(Path file, Sealer master, List<byte[]> records) throws IOException {
    Path draft = file.resolveSibling("." + file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER));
    try {
      Journal journal = new Journal(channel, Sealer.newDataKey());
      journal.begin(master.seal(journal.dataKey));
      for (byte[] content : records) {
        journal.write(journal.block(content));
      }
      channel.force(true);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      syncFolder(file);
      return journal;
    } catch (IOException | RuntimeException e) {
      channel.close();
      Files.deleteIfExists(draft);
      throw e;
    }
  }

  /// The name of a file is on the disk only when its folder is.
  private static void syncFolder(Path file) throws IOException {
    try (FileChannel folder =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /// Adds a record; when this returns it is on the disk. When it throws, the record is not there,
  /// and the journal goes on if it could take back what was written of it.
  void append(byte[] content) throws IOException {
    if (broken) {
      throw new IOException("the journal failed before and takes no more; start the vault again");
    }
    long before = end;
    try {
      write(block(content));
      channel.force(false);
      records++;
    } catch (IOException e) {
      takeBack(before);
      throw e;
    }
  }

  private void takeBack(long before) {
    try {
      channel.truncate(before);
      channel.force(true);
      end = before;
    } catch (IOException _) {
      broken = true;
    }
  }

  /// Bytes in the file.
  long size() {
    return end;
  }

  private void begin(Bytes sealedKey) throws IOException {
    write(ByteBuffer.wrap(MAGIC));
    Json header = Json.object().put("dataKey", Base64Text.standard(sealedKey.toArray())).build();
    write(framed(header.toCompact().getBytes(StandardCharsets.UTF_8)));
  }

  private ByteBuffer block(byte[] content) {
    try {
      return framed(Sealer.encrypt(dataKey, content, context(records)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a data key that does not encrypt", e);
    }
  }

  private static ByteBuffer framed(byte[] content) {
    if (content.length > LARGEST) {
      throw new MalformedException("a record of more than 8 MiB");
    }
    return ByteBuffer.allocate(4 + content.length).putInt(content.length).put(content).flip();
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      end += channel.write(bytes, end);
    }
  }

  private static byte[] context(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }

  @Override
  public void close() throws IOException {
    channel.close();
    dataKey.close();
  }

  /// Reads a file from its begin to the last whole record.
  private record Replay(Path file, FileChannel channel) {
    Opened run(Sealer master) throws IOException {
      byte[] magic = exactly(0, MAGIC.length);
      if (!java.util.Arrays.equals(magic, MAGIC)) {
        throw new MalformedException(file + ": not a vault's journal");
      }
      long at = MAGIC.length;
      byte[] header = exactly(at + 4, length(at));
      at += 4 + header.length;
      Json.Obj facts = Json.parseObject(header);
      Bytes sealed = Bytes.of(Base64Text.decode(facts.string("dataKey")));
      Journal journal = new Journal(channel, master.open(sealed));
      List<byte[]> records = new ArrayList<>();
      journal.end = at;
      while (next(journal, records)) {
        journal.records++;
      }
      if (channel.size() > journal.end) {
        channel.truncate(journal.end);
        channel.force(true);
      }
      return new Opened(journal, records);
    }

    /// False at the end, and at a record that a crash cut off.
    private boolean next(Journal journal, List<byte[]> records) throws IOException {
      long at = journal.end;
      long left = channel.size() - at;
      if (left < 4) {
        return false;
      }
      int length = ByteBuffer.wrap(exactly(at, 4)).getInt();
      if (length < 0 || length > LARGEST || length > left - 4) {
        return cutOff(at, left, length);
      }
      try {
        records.add(
            Sealer.decrypt(journal.dataKey, exactly(at + 4, length), context(journal.records)));
      } catch (GeneralSecurityException e) {
        if (at + 4 + length == channel.size()) {
          return false;
        }
        throw new IOException(
            "%s: at 0x%x: record %d was changed; restore the file"
                .formatted(file, at, journal.records),
            e);
      }
      journal.end = at + 4 + length;
      return true;
    }

    /// A length that no record has is damage, unless the disk filled the end with zeros.
    private boolean cutOff(long at, long left, int length) throws IOException {
      if (length >= 0 && length <= LARGEST) {
        return false;
      }
      throw new IOException(
          "%s: at 0x%x: a record of at most %d bytes wanted, found %d with %d bytes left"
              .formatted(file, at, LARGEST, Integer.toUnsignedLong(length), left));
    }

    private int length(long at) throws IOException {
      int length = ByteBuffer.wrap(exactly(at, 4)).getInt();
      if (length < 0 || length > LARGEST) {
        throw new MalformedException("%s: at 0x%x: not a length".formatted(file, at));
      }
      return length;
    }

    private byte[] exactly(long at, int length) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(length);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, at + bytes.position()) < 0) {
          throw new EOFException(
              "%s: at 0x%x: %d bytes wanted, found the end".formatted(file, at, length));
        }
      }
      return bytes.array();
    }
  }
}
