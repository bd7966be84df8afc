/// What a loader reads of an ELF file (System V gABI, chapters 4 and 5): which libraries it needs,
/// where it looks for them, which interpreter starts it ([coffer.elf.ElfFile]); what it maps where
/// ([coffer.elf.ElfImage]). Bytes in, values out.
@NullMarked
package coffer.elf;

import org.jspecify.annotations.NullMarked;
