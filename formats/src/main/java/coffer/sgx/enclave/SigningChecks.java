package coffer.sgx.enclave;

import coffer.bytes.MalformedException;
import coffer.elf.DynamicTable;
import coffer.elf.ElfImage;
import coffer.elf.ElfRelocation;
import coffer.elf.ElfSymbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// What a file must be before it is signed as an enclave (signing tool, `sign_tool.cpp` and
/// `elfparser.cpp`).
final class SigningChecks {
  /// NONE, 64, GLOB_DAT, JUMP_SLOT, RELATIVE, DTPMOD64, DTPOFF64, TPOFF64 (x86-64 psABI).
  private static final Set<Integer> RELOCATIONS = Set.of(0, 1, 6, 7, 8, 16, 17, 18);

  private final EnclaveFile file;
  private final ElfImage elf;
  private final Set<Tolerance> tolerated;
  private final List<String> problems = new ArrayList<>();

  private SigningChecks(EnclaveFile file, Set<Tolerance> tolerated) {
    this.file = file;
    this.elf = file.elf();
    this.tolerated = tolerated;
  }

  /// Refuses the file with all of its problems.
  static void require(EnclaveFile file, SdkProfile sdk, Set<Tolerance> tolerated) {
    SigningChecks checks = new SigningChecks(file, tolerated);
    checks.signature();
    checks.symbols();
    checks.sections();
    checks.relocations();
    checks.version(sdk);
    if (!checks.problems.isEmpty()) {
      throw new MalformedException(String.join("; ", checks.problems));
    }
  }

  private void signature() {
    if (file.signed() && !tolerated.contains(Tolerance.SIGNATURE)) {
      problems.add("the enclave is signed already");
    }
  }

  private void symbols() {
    elf.symbols().stream()
        .filter(symbol -> symbol.undefined() && !symbol.weak())
        .map(ElfSymbol::name)
        .forEach(name -> problems.add("symbol '" + name + "' is not defined"));
  }

  private void sections() {
    if (elf.section(".ctors").isPresent()) {
      problems.add("section .ctors: the SDK does not run constructors from there");
    }
    if (elf.section(".init").isPresent() && !tolerated.contains(Tolerance.INIT_SECTION)) {
      problems.add("section .init: the SDK does not run it");
    }
  }

  private void relocations() {
    if (elf.dynamic().has(DynamicTable.RELOCATIONS_WITHOUT_ADDEND)) {
      problems.add("relocations without addend (DT_REL)");
    }
    List<ElfRelocation> all = elf.relocations();
    all.stream()
        .filter(relocation -> !RELOCATIONS.contains(relocation.type()))
        .findFirst()
        .ifPresent(
            relocation ->
                problems.add(
                    "a relocation of type %s at 0x%x, which the loader does not know"
                        .formatted(
                            Integer.toUnsignedString(relocation.type()), relocation.offset())));
    if (elf.dynamic().has(DynamicTable.TEXT_RELOCATIONS)
        && !tolerated.contains(Tolerance.TEXT_RELOCATIONS)) {
      problems.add("text relocations (DT_TEXTREL)" + firstTextRelocation(all));
    }
  }

  private String firstTextRelocation(List<ElfRelocation> all) {
    return all.stream()
        .filter(relocation -> relocation.type() != 0 && !isWritable(relocation.offset()))
        .findFirst()
        .map(relocation -> ", the first at 0x%x".formatted(relocation.offset()))
        .orElse("");
  }

  private boolean isWritable(long address) {
    return file.loaded().stream()
        .anyMatch(
            segment ->
                segment.holds(address, 1) && (LoadedSegments.flags(segment) & SecInfo.WRITE) != 0);
  }

  private void version(SdkProfile sdk) {
    SdkProfile built = file.sdk(sdk.tool());
    if (built.minor() != sdk.minor()) {
      problems.add(
          "built with SGX SDK 2.%d, to be signed as 2.%d: the same wanted"
              .formatted(built.minor(), sdk.minor()));
    } else if (file.note().size() != sdk.blockSize()) {
      problems.add(
          "%d bytes for metadata, SGX SDK 2.%d has %d"
              .formatted(file.note().size(), sdk.minor(), sdk.blockSize()));
    }
  }
}
