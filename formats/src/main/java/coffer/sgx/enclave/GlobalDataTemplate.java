package coffer.sgx.enclave;

import static coffer.sgx.enclave.ConfigElement.*;

import coffer.bytes.ByteWriter;
import coffer.bytes.MalformedException;
import coffer.sgx.enclave.LayoutRecord.PageRun;
import java.util.Optional;

/// What replaces `g_global_data` of the file when it is loaded: the enclave's own view of its
/// memory (`common/inc/internal/global_data.h` and `thread_data.h` of the SGX SDK).
final class GlobalDataTemplate {
  private static final int THREAD_DATA_BEFORE_AEX_NOTIFY = 160;
  private static final int THREAD_DATA = 192;

  private final EnclaveConfig config;
  private final SdkProfile sdk;
  private final LayoutTable table;
  private final int size;

  /// `size` is that of the symbol: it tells how many layout records there is room for.
  GlobalDataTemplate(EnclaveConfig config, SdkProfile sdk, LayoutTable table, int size) {
    this.config = config;
    this.sdk = sdk;
    this.table = table;
    this.size = size;
  }

  /// @param saveSize bytes of the processor's state in a save area
  /// @param ssaFramePages pages of a frame of it
  /// @param threadLocalSize bytes of a thread's variables; negative when the file has none
  /// @param overhead bytes of the memory manager
  byte[] toBytes(byte[] tcs, int saveSize, int ssaFramePages, long threadLocalSize, long overhead) {
    ByteWriter out = new ByteWriter(size);
    Optional<PageRun> reserved = table.find(LayoutRecord.RESERVED_MIN);
    out.u64(0) // sdk_version
        .u64(table.enclaveSize())
        .u64(table.first(LayoutRecord.HEAP_MIN).rva())
        .u64(config.value(HEAP_INIT_SIZE))
        .u64(reserved.map(PageRun::rva).orElse(0L))
        .u64(reserved.isPresent() ? config.value(RESERVED_MEM_INIT_SIZE) : 0)
        .u64(reserved.isPresent() ? config.value(RESERVED_MEM_EXECUTABLE) : 0)
        .u64(config.value(TCS_POLICY))
        .u64(config.value(TCS_MAX_NUM))
        .u64(config.value(TCS_NUM));
    threadData(out, saveSize, ssaFramePages, threadLocalSize);
    out.bytes(tcs).u32(table.records().size()).u32(0);
    layout(out);
    out.u64(0).u64(0).u64(sdk.knowsFips() ? 0 : table.enclaveSize()); // address range
    if (sdk.knowsAexNotify()) {
      out.u64(overhead);
    }
    if (sdk.knowsFips()) {
      out.u32(0).u32(0);
    }
    return out.at(size).toBytes();
  }

  private void layout(ByteWriter out) {
    int after = 3 * 8 + (sdk.knowsAexNotify() ? 8 : 0) + (sdk.knowsFips() ? 8 : 0);
    int room = size - out.position() - after;
    int used = table.records().size() * LayoutRecord.LENGTH;
    if (room % LayoutRecord.LENGTH != 0 || used > room) {
      throw new MalformedException(
          "g_global_data: %d bytes are not what SGX SDK 2.%d makes (%d layout records wanted)"
              .formatted(size, sdk.minor(), table.records().size()));
    }
    table.records().forEach(record -> record.write(out));
    out.zeros(room - used);
  }

  private void threadData(ByteWriter out, int saveSize, int ssaFramePages, long threadLocalSize) {
    int start = out.position();
    boolean aex = sdk.knowsAexNotify();
    long tcs = table.first(LayoutRecord.TCS).rva();
    PageRun td = table.first(LayoutRecord.TD);
    PageRun stack = table.first(LayoutRecord.STACK_MIN);
    long self = td.rva() + td.size() - Pages.SIZE - tcs;
    long stackBase = stack.rva() + stack.size() - tcs;
    long ssa = table.first(LayoutRecord.SSA).rva() - tcs;
    long frame = (long) ssaFramePages * Pages.SIZE;
    out.u64(self)
        .u64(stackBase) // last_sp
        .u64(stackBase)
        .u64(stackBase - config.value(STACK_MAX_SIZE)) // stack_limit
        .u64(ssa + frame - SaveArea.GENERAL_REGISTERS) // first_ssa_gpr
        .u64(0) // stack_guard
        .u64(0) // flags
        .u64(saveSize)
        .u64(0); // last_error
    if (aex) {
      out.u64(0).u64(0).u64(ssa); // mitigation list, notify flag, first_ssa_xsave
    }
    out.u64(0); // m_next
    long tlsAddress = out.position() - start;
    out.u64(threadLocalSize < 0 ? td.rva() - tcs : self - threadLocalSize)
        .u64(self + tlsAddress) // tls_array
        .u64(0) // exception_flag
        .zeros(6 * 8) // cxx_thread_info
        .u64(0); // stack_commit_addr
    out.zeros(aex ? 8 : 0).at(start + (aex ? THREAD_DATA : THREAD_DATA_BEFORE_AEX_NOTIFY));
  }
}
