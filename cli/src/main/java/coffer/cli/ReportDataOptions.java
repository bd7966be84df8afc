package coffer.cli;

import coffer.bytes.Bytes;
import coffer.snp.ReportData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// What evidence is made over: 64 bytes of report data.
final class ReportDataOptions {
  @ArgGroup(exclusive = true)
  @Nullable Data data;

  /// In one of three forms.
  static final class Data {
    @Option(
        names = "--nonce",
        paramLabel = "TEXT",
        description = "Bind the evidence to this text, which is the runtime data.")
    @Nullable String nonce;

    @Option(
        names = "--runtime-data",
        paramLabel = "FILE",
        description = "Bind the evidence to the bytes of this file.")
    @Nullable Path runtimeData;

    @Option(
        names = "--report-data",
        paramLabel = "HEX",
        description = "The 64 bytes themselves (default: zeros).")
    @Nullable String reportData;
  }

  Bytes reportData() throws IOException {
    if (data == null) {
      return Bytes.of(new byte[ReportData.LENGTH]);
    }
    if (data.reportData != null) {
      return HexOption.parse("--report-data", data.reportData, ReportData.LENGTH);
    }
    return ReportData.of(
        data.runtimeData == null
            ? String.valueOf(data.nonce).getBytes(StandardCharsets.UTF_8)
            : Files.readAllBytes(data.runtimeData));
  }
}
