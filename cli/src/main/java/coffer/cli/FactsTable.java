package coffer.cli;

import coffer.bytes.Bytes;
import coffer.sgx.quote.EnclaveReport;
import coffer.sgx.quote.Quote;
import coffer.sgx.quote.SgxQuote;
import coffer.sgx.quote.UnsupportedQuote;
import coffer.snp.SnpReportBody;

/// What evidence says, a line for each fact. Nothing is verified.
final class FactsTable {
  private static final int NAME = 13;
  private static final int HEX_PER_LINE = 64;

  private final StringBuilder out = new StringBuilder();

  static String of(SnpReportBody report) {
    FactsTable table = new FactsTable();
    table.hex("measurement", report.measurement());
    table.hex("host data", report.hostData());
    table.hex("report data", report.reportData());
    table.line(
        "policy", report.policy().toString() + (report.policy().debugAllowed() ? " (debug)" : ""));
    table.line("VMPL", Integer.toUnsignedString(report.vmpl()));
    table.line("guest SVN", Integer.toUnsignedString(report.guestSvn()));
    table.line("reported TCB", report.reportedTcb().toString());
    table.hex("chip id", report.chipId());
    table.line("signed by", report.flags().signingKey().toString());
    table.line("version", Integer.toString(report.version()));
    return table.toString();
  }

  static String of(Quote quote, int length) {
    FactsTable table = new FactsTable();
    switch (quote) {
      case SgxQuote known -> table.enclave(known.report());
      case UnsupportedQuote other ->
          table.line("version", other.header().version() + " (not supported)");
    }
    table.line("quote size", length + " bytes");
    return table.toString();
  }

  private void enclave(EnclaveReport report) {
    hex("MRENCLAVE", report.mrEnclave());
    hex("MRSIGNER", report.mrSigner());
    line("PRODID", Integer.toString(report.isvProdId()));
    line("SVN", Integer.toString(report.isvSvn()));
    line("debug", report.attributes().debug() ? "yes: the host may read its memory" : "no");
    hex("report data", report.reportData());
    hex("CPU SVN", report.cpuSvn());
  }

  private void hex(String name, Bytes value) {
    String digits = value.toHex();
    for (int at = 0; at < digits.length(); at += HEX_PER_LINE) {
      line(at == 0 ? name : "", digits.substring(at, Math.min(digits.length(), at + HEX_PER_LINE)));
    }
  }

  private void line(String name, String value) {
    out.append(("%-" + NAME + "s %s%n").formatted(name, value));
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
