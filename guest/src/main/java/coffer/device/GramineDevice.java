package coffer.device;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.snp.ReportData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// `/dev/attestation` as Gramine has it ("Attestation and Secret Provisioning" in its
/// documentation): the report data is written to one pseudo-file, then the quote read from another.
/// The files are the process's own; one thread at a time asks.
public record GramineDevice(Path path) implements QuoteDevice {
  private static final int LARGEST = 1 << 20;
  private static final String DCAP = "dcap";

  @Override
  public Bytes quote(Bytes reportData) throws IOException {
    if (reportData.length() != ReportData.LENGTH) {
      throw new MalformedException("report data: 64 bytes wanted, found " + reportData.length());
    }
    String type = text("attestation_type");
    if (!type.equals(DCAP)) {
      throw new DeviceException(
          "%s: attestation type '%s' wanted, found '%s'; set sgx.remote_attestation = \"dcap\" in"
                  .formatted(path, DCAP, type)
              + " the manifest",
          0);
    }
    synchronized (GramineDevice.class) {
      Files.write(path.resolve("user_report_data"), reportData.toArray());
      return Bytes.of(read("quote"));
    }
  }

  private String text(String name) throws IOException {
    return new String(read(name), StandardCharsets.ISO_8859_1).strip();
  }

  private byte[] read(String name) throws IOException {
    try (InputStream in = Files.newInputStream(path.resolve(name))) {
      byte[] content = in.readNBytes(LARGEST + 1);
      if (content.length == 0 || content.length > LARGEST) {
        throw new DeviceException(
            "%s: 1 to %d bytes wanted, found %s"
                .formatted(path.resolve(name), LARGEST, content.length == 0 ? "none" : "more"),
            0);
      }
      return content;
    }
  }
}
