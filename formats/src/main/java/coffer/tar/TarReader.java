package coffer.tar;

import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads a tar archive front to back, once, without seeking, with the semantics of Go's
/// `archive/tar` (Reader): ustar, pax, GNU, star and v7 headers, long names, base-256 numbers and
/// sparse files of every GNU format. Memory is bounded: extended headers and sparse maps of more
/// than 1 MiB are refused.
///
/// [#next] gives an entry, [#content] what is in it. What is wrong with the archive is a
/// [MalformedException] that names the entry. Not thread-safe.
public final class TarReader {
  private static final int BUFFER = 64 * 1024;
  private static final int MAX_SPECIAL = 1 << 20;

  private final InputStream in;
  private final boolean skipping;
  private final byte[] block = new byte[TarHeader.SIZE];
  private final TarHeader header = new TarHeader(block);
  private final byte[] scratch = new byte[BUFFER];
  private int number;
  private String name = "";
  private boolean ended;

  /// Bytes of the current entry that the archive still holds, and the padding behind them.
  private long stored;

  private int padding;
  private Content content = Content.whole(0);

  /// Reads the uncompressed archive from `in`, which stays open, through a buffer of its own.
  public TarReader(InputStream in) {
    this(in, false);
  }

  private TarReader(InputStream in, boolean skipping) {
    this.in = new BufferedInputStream(in, BUFFER);
    this.skipping = skipping;
  }

  /// Reads the headers: content that nobody asks for is skipped by `in`, if that can, instead of
  /// read. So it is for streams of which nobody counts or hashes what goes through.
  public static TarReader ofHeaders(InputStream in) {
    return new TarReader(in, true);
  }

  /// The next entry, or null at the end of the archive. Content that was not read is skipped. The
  /// archive ends with two zero blocks, or where the stream ends between two entries.
  public @Nullable TarEntry next() throws IOException {
    if (ended) {
      return null;
    }
    try {
      TarEntry entry = nextEntry();
      ended = entry == null;
      return entry;
    } catch (MalformedException e) {
      ended = true;
      throw e.within(place());
    }
  }

  /// The number of the current entry, from 1. Headers that only describe the next entry do not
  /// count.
  public int number() {
    return number;
  }

  /// The current entry as messages name it: `entry 7 'etc/passwd'`.
  public String place() {
    return "entry " + number + (name.isEmpty() ? "" : " '" + Latin1.printable(name) + "'");
  }

  /// The entry's content as a stream, which ends with it; closing it does nothing.
  public InputStream content() {
    return new ContentStream(this);
  }

  /// Reads up to `length` bytes of the entry's content into `buffer`; -1 at its end. Here a
  /// [MalformedException] leaves it to the caller to add [#place].
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long hole = content.hole();
    if (hole > 0) {
      int zeros = (int) Math.min(hole, length);
      Arrays.fill(buffer, offset, offset + zeros, (byte) 0);
      content.advance(zeros);
      return zeros;
    }
    return content.data() > 0 ? readData(buffer, offset, length) : end();
  }

  /// Steps over the hole of a sparse file that comes next. Returns how many zeros it stands for: 0
  /// before data and at the end.
  public long skipHole() {
    long hole = content.hole();
    content.advance(hole);
    return hole;
  }

  /// Reads the stream to its very end, beyond the archive's, as a digest of the whole wants it.
  public void drain() throws IOException {
    while (in.read(scratch) >= 0) {
      // All of it is thrown away.
    }
  }

  private @Nullable TarEntry nextEntry() throws IOException {
    PaxRecords records = PaxRecords.NONE;
    String longName = "";
    String longLink = "";
    boolean more = skipRest();
    number++;
    name = "";
    while (more && readHeader()) {
      TarDraft draft = header.draft();
      begin(draft);
      switch (header.type()) {
        case 'x' -> records = PaxRecords.parse(special());
        case 'L' -> longName = untilNul(special());
        case 'K' -> longLink = untilNul(special());
        case 'g' -> {
          return globalHeader(draft);
        }
        default -> {
          if (!records.isEmpty()) {
            records.applyTo(draft);
          }
          draft.name = longName.isEmpty() ? draft.name : longName;
          draft.linkName = longLink.isEmpty() ? draft.linkName : longLink;
          return complete(draft, records);
        }
      }
      more = skipRest();
    }
    return null;
  }

  /// Of its own header a global one keeps nothing but the name.
  private TarEntry globalHeader(TarDraft plain) throws IOException {
    PaxRecords.parse(special()).applyTo(plain);
    TarDraft draft = new TarDraft();
    draft.type = TarType.GLOBAL_HEADER;
    draft.name = plain.name;
    draft.xattrs = plain.xattrs;
    name = draft.name;
    return draft.entry();
  }

  private TarEntry complete(TarDraft draft, PaxRecords records) throws IOException {
    // Before POSIX a directory was a file whose name ends with a slash.
    if (header.type() == 0 && draft.name.endsWith("/")) {
      draft.type = TarType.DIRECTORY;
    }
    begin(draft);
    if (header.type() == 'S') {
      expand(draft, SparseMap.readOldGnu(header, this::nextBlock));
    } else if (!records.isEmpty()) {
      SparseMap map = SparseMap.read(records, draft.size, this::nextStoredBlock);
      if (map != null) {
        draft.name =
            records.has(PaxRecords.SPARSE_NAME) ? records.get(PaxRecords.SPARSE_NAME) : draft.name;
        expand(draft, map);
      }
    }
    return draft.entry();
  }

  private void expand(TarDraft draft, SparseMap map) {
    if (!draft.type.hasContent()) {
      throw new MalformedException("a sparse map, but no file");
    }
    name = draft.name;
    draft.size = map.size();
    content = Content.sparse(map);
  }

  /// Stands before the entry's content, as far as the headers read tell.
  private void begin(TarDraft draft) {
    name = draft.name;
    stored = draft.type.hasContent() ? draft.size : 0;
    if (stored < 0) {
      throw new MalformedException("size " + stored + " is negative");
    }
    padding = (int) (-stored & (TarHeader.SIZE - 1));
    content = Content.whole(stored);
  }

  /// Steps behind the current entry's content and padding; false when the stream ends in the
  /// padding, which counts as the archive's end.
  private boolean skipRest() throws IOException {
    while (skipping && stored > BUFFER) {
      // The last byte is read, since some streams skip beyond their end.
      long skipped = in.skip(stored - 1);
      if (skipped <= 0) {
        break;
      }
      stored -= skipped;
    }
    while (stored > 0) {
      readStored(scratch, 0, scratch.length);
    }
    return in.readNBytes(scratch, 0, padding) == padding;
  }

  /// False at the end of the archive.
  private boolean readHeader() throws IOException {
    if (!readBlock()) {
      return false;
    }
    if (header.isZero()) {
      if (readBlock() && !header.isZero()) {
        throw new MalformedException("data behind a zero block, where the archive ends");
      }
      return false;
    }
    header.verifyChecksum();
    return true;
  }

  /// False at the end of the stream.
  private boolean readBlock() throws IOException {
    int read = in.readNBytes(block, 0, block.length);
    if (read > 0 && read < block.length) {
      throw new MalformedException("the archive ends within a header, after " + read + " bytes");
    }
    return read > 0;
  }

  /// The content of an entry that describes the next one.
  private byte[] special() throws IOException {
    if (stored > MAX_SPECIAL) {
      throw new MalformedException(
          "extended header of %d bytes; at most %d are allowed".formatted(stored, MAX_SPECIAL));
    }
    byte[] bytes = new byte[(int) stored];
    for (int at = 0; at < bytes.length; ) {
      at += readStored(bytes, at, bytes.length - at);
    }
    content = Content.whole(0);
    return bytes;
  }

  private static String untilNul(byte[] bytes) {
    String whole = Latin1.of(bytes);
    int end = whole.indexOf('\0');
    return end < 0 ? whole : whole.substring(0, end);
  }

  private int readData(byte[] buffer, int offset, int length) throws IOException {
    if (stored == 0) {
      throw new MalformedException("the sparse map wants more data than there is");
    }
    int read = readStored(buffer, offset, (int) Math.min(content.data(), length));
    content.advance(read);
    return read;
  }

  private int end() {
    if (stored > 0) {
      throw new MalformedException("there are " + stored + " bytes that the sparse map leaves out");
    }
    return -1;
  }

  private byte[] nextStoredBlock() throws IOException {
    byte[] bytes = new byte[TarHeader.SIZE];
    for (int at = 0; at < bytes.length; ) {
      if (stored == 0) {
        throw new MalformedException("the sparse map does not end");
      }
      at += readStored(bytes, at, bytes.length - at);
    }
    return bytes;
  }

  private byte[] nextBlock() throws IOException {
    byte[] bytes = in.readNBytes(TarHeader.SIZE);
    if (bytes.length < TarHeader.SIZE) {
      throw new MalformedException("the archive ends within a sparse map");
    }
    return bytes;
  }

  /// Reads at least one of the bytes that the archive still holds of this entry.
  private int readStored(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, (int) Math.min(stored, length));
    if (read < 0) {
      throw new MalformedException(
          "the archive ends, but %d more bytes of content are wanted".formatted(stored));
    }
    stored -= read;
    return read;
  }
}
