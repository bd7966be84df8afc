package coffer.sgx.enclave;

import coffer.bytes.ByteReader;
import coffer.bytes.ByteWriter;
import coffer.bytes.MalformedException;

/// One record of the layout table, 32 bytes: pages of one kind, or how often the records before it
/// come again (`layout_t` in `metadata.h` of the SGX SDK).
sealed interface LayoutRecord {
  int LENGTH = 32;

  /// Marks a group among the ids.
  int GROUP_FLAG = 0x1000;

  /// Ids of records; those of threads that are added later are ten more.
  int HEAP_MIN = 1;

  int HEAP_INIT = 2;
  int HEAP_MAX = 3;
  int TCS = 4;
  int TD = 5;
  int SSA = 6;
  int STACK_MAX = 7;
  int STACK_MIN = 8;
  int THREAD_GROUP = 9;
  int GUARD = 10;
  int DYNAMIC = 10;
  int RESERVED_MIN = 20;
  int RESERVED_INIT = 21;
  int RESERVED_MAX = 22;
  int USER_REGION = 23;

  /// What happens to the pages, and when.
  int EADD = 1;

  int EEXTEND = 1 << 1;
  int EREMOVE = 1 << 2;
  int POST_ADD = 1 << 3;
  int POST_REMOVE = 1 << 4;
  int DYNAMIC_THREAD = 1 << 5;
  int GROW_DOWN = 1 << 6;

  int id();

  void write(ByteWriter out);

  /// `pageCount` pages at `rva`. Without `contentOffset` every word of a page is `content`; with
  /// it, `content` is the length of the bytes at that offset of the metadata.
  record PageRun(
      int id, int attributes, int pageCount, long rva, int content, int contentOffset, long flags)
      implements LayoutRecord {

    long size() {
      return Integer.toUnsignedLong(pageCount) * Pages.SIZE;
    }

    boolean added() {
      return (attributes & EADD) != 0;
    }

    boolean measured() {
      return added() && (attributes & EEXTEND) != 0;
    }

    PageRun withId(int other) {
      return new PageRun(other, attributes, pageCount, rva, content, contentOffset, flags);
    }

    PageRun withAttributes(int other) {
      return new PageRun(id, other, pageCount, rva, content, contentOffset, flags);
    }

    PageRun withFlags(long other) {
      return new PageRun(id, attributes, pageCount, rva, content, contentOffset, other);
    }

    PageRun at(long address) {
      return new PageRun(id, attributes, pageCount, address, content, contentOffset, flags);
    }

    @Override
    public void write(ByteWriter out) {
      out.u16(id).u16(attributes).u32(pageCount).u64(rva).u32(content).u32(contentOffset);
      out.u64(flags);
    }
  }

  /// The `entryCount` records before this one, `loadTimes` times more, each time `loadStep` bytes
  /// further.
  record Group(int id, int entryCount, int loadTimes, long loadStep) implements LayoutRecord {
    @Override
    public void write(ByteWriter out) {
      out.u16(id | GROUP_FLAG).u16(entryCount).u32(loadTimes).u64(loadStep).zeros(16);
    }
  }

  static LayoutRecord read(ByteReader in) {
    long start = in.position();
    int id = in.u16();
    if ((id & GROUP_FLAG) != 0) {
      Group group = new Group(id & ~GROUP_FLAG, in.u16(), in.u32(), in.u64());
      in.zeros(16);
      return group;
    }
    PageRun run = new PageRun(id, in.u16(), in.u32(), in.u64(), in.u32(), in.u32(), in.u64());
    if (!Pages.aligned(run.rva)) {
      throw new MalformedException(
          start, "a layout record's address of whole pages wanted, found 0x%x".formatted(run.rva));
    }
    return run;
  }
}
