package coffer.snp;

/// One security version number inside a TCB version, with the last arcs of the certificate
/// extension that repeats it (AMD publication 57230, table of X.509 extensions).
public enum TcbPart {
  BOOTLOADER("bl", "3.1"),
  TEE("tee", "3.2"),
  SNP("snp", "3.3"),
  MICROCODE("ucode", "3.8"),
  FMC("fmc", "3.9");

  private final String text;
  private final String arcs;

  TcbPart(String text, String arcs) {
    this.text = text;
    this.arcs = arcs;
  }

  String arcs() {
    return arcs;
  }

  /// The short name that AMD's key server uses: `bl`, `tee`, `snp`, `ucode`, `fmc`.
  @Override
  public String toString() {
    return text;
  }
}
