package coffer.device;

import coffer.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Path;

/// What gives quotes to a program in an SGX enclave: the library OS that it runs in, or what plays
/// the hardware on a laptop.
public sealed interface QuoteDevice permits OcclumDevice, GramineDevice, SimulatedQuoteDevice {
  /// The device's file or folder.
  Path path();

  /// A quote over 64 bytes of report data, as the quoting enclave signed it.
  ///
  /// [DeviceException] when the device cannot be used or gives none.
  Bytes quote(Bytes reportData) throws IOException;
}
