package coffer.sgx.enclave;

import coffer.elf.DynamicTable;
import coffer.elf.ElfImage;
import coffer.elf.ElfRelocation;
import java.util.HashSet;
import java.util.Set;

/// The pages that relocations change. The loader makes them writable, but only in files that say
/// that their code has relocations (`DT_TEXTREL`).
record RelocatedPages(Set<Long> pages) {
  /// `R_X86_64_NONE`.
  private static final int NONE = 0;

  private static final int WORD = 8;

  RelocatedPages {
    pages = Set.copyOf(pages);
  }

  static RelocatedPages of(ElfImage elf) {
    Set<Long> pages = new HashSet<>();
    if (elf.dynamic().has(DynamicTable.TEXT_RELOCATIONS)) {
      for (ElfRelocation relocation : elf.relocations()) {
        if (relocation.type() != NONE) {
          pages.add(Pages.trim(relocation.offset()));
          pages.add(Pages.trim(relocation.offset() + WORD - 1));
        }
      }
    }
    return new RelocatedPages(pages);
  }

  boolean contains(long page) {
    return pages.contains(page);
  }
}
