package coffer.cli;

import coffer.sizing.EnclavePlan;
import coffer.sizing.MemoryPart;

/// The sum of an enclave's memory, for people: name, megabytes of 2^20 bytes, where it is from.
record SizingText(EnclavePlan plan) {
  private static final long MB = 1L << 20;

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    plan.userSpace().forEach(part -> line(out, "  " + part.name(), part.bytes(), part.origin()));
    long sum = plan.userSpace().stream().mapToLong(MemoryPart::bytes).sum();
    line(out, "sum", sum, "");
    out.append('\n');
    line(out, "user_space_size", plan.userSpaceSize(), "");
    line(out, "kernel_space_heap_size", plan.kernelHeapSize(), "");
    line(out, "kernel_space_stack_size", plan.kernelStackSize(), "for each thread");
    out.append("%-24s%,12d\n".formatted("max_num_of_threads", plan.threads()));
    out.append('\n');
    line(out, "enclave size", plan.needs().enclaveSize(), "addresses, a power of two");
    line(out, "EPC", plan.needs().epcBytes(), "sgx_epc_mem_in_MiB");
    out.append(
        "%-24s%s\n"
            .formatted(
                "machine", plan.machine().map(Object::toString).orElse("none is large enough")));
    plan.conflicts()
        .forEach(conflict -> out.append(Paragraph.of("conflict: ", conflict)).append('\n'));
    return out.toString();
  }

  private static void line(StringBuilder out, String name, long bytes, String origin) {
    String line = "%-24s%,12d MB  %s".formatted(name, (bytes + MB - 1) / MB, origin);
    out.append(line.stripTrailing()).append('\n');
  }
}
