package coffer.sgx.enclave;

import coffer.sgx.enclave.LayoutRecord.Group;
import coffer.sgx.enclave.LayoutRecord.PageRun;
import java.util.ArrayList;
import java.util.List;

/// The layout for loaders without dynamic memory, made from the other one; both measure the same
/// (signing tool, `sign_tool.cpp`, `generate_compatible_metadata`).
final class CompatibleLayout {
  private CompatibleLayout() {}

  static List<LayoutRecord> of(List<LayoutRecord> layout, long tcsNum) {
    int first = indexOf(layout, LayoutRecord.GUARD);
    int last = indexOf(layout, LayoutRecord.TD);
    boolean whole =
        last == layout.size() - 1
            || (layout.get(last + 1) instanceof PageRun next
                && next.id() == LayoutRecord.RESERVED_MIN);
    List<LayoutRecord> kept = new ArrayList<>(whole ? layout : layout.subList(0, last + 1));
    if (!whole) {
      List<LayoutRecord> thread = layout.subList(first, last + 1);
      kept.add(
          new Group(
              LayoutRecord.THREAD_GROUP,
              thread.size(),
              (int) (tcsNum - 1),
              LayoutTable.size(thread)));
      layout.stream().filter(CompatibleLayout::isReserved).forEach(kept::add);
    }
    return withoutPostAdd(kept);
  }

  private static int indexOf(List<LayoutRecord> layout, int id) {
    for (int i = 0; i < layout.size(); i++) {
      if (layout.get(i) instanceof PageRun run && run.id() == id) {
        return i;
      }
    }
    throw new AssertionError("no layout record " + id);
  }

  private static boolean isReserved(LayoutRecord record) {
    return record instanceof PageRun run
        && run.id() >= LayoutRecord.RESERVED_MIN
        && run.id() <= LayoutRecord.RESERVED_MAX;
  }

  private static List<LayoutRecord> withoutPostAdd(List<LayoutRecord> records) {
    boolean stackSeen = false;
    List<LayoutRecord> changed = new ArrayList<>();
    for (LayoutRecord record : records) {
      if (!(record instanceof PageRun run)) {
        changed.add(record);
        continue;
      }
      PageRun static_ = run.withAttributes(run.attributes() & ~LayoutRecord.POST_ADD);
      switch (run.id()) {
        case LayoutRecord.HEAP_INIT, LayoutRecord.RESERVED_INIT -> changed.add(static_);
        case LayoutRecord.HEAP_MAX, LayoutRecord.RESERVED_MAX ->
            changed.add(static_.withFlags(SecInfo.NONE));
        case LayoutRecord.STACK_MAX -> {
          changed.add(stackSeen ? run : static_);
          stackSeen = true;
        }
        default -> changed.add(run);
      }
    }
    return changed;
  }
}
