package coffer.sgx.collateral;

import coffer.bytes.MalformedException;
import java.util.Arrays;

/// What Intel says of a TCB level, from good to bad (PCS API, "tcbStatus").
public enum TcbStatus {
  UP_TO_DATE("UpToDate"),
  SW_HARDENING_NEEDED("SWHardeningNeeded"),
  CONFIGURATION_NEEDED("ConfigurationNeeded"),
  CONFIGURATION_AND_SW_HARDENING_NEEDED("ConfigurationAndSWHardeningNeeded"),
  OUT_OF_DATE("OutOfDate"),
  OUT_OF_DATE_CONFIGURATION_NEEDED("OutOfDateConfigurationNeeded"),
  REVOKED("Revoked");

  private final String text;

  TcbStatus(String text) {
    this.text = text;
  }

  /// Parses Intel's word, to the letter.
  public static TcbStatus parse(String text) {
    return Arrays.stream(values())
        .filter(status -> status.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new MalformedException(
                    "tcbStatus: one of %s wanted, found '%s'"
                        .formatted(Arrays.toString(values()), text)));
  }

  @Override
  public String toString() {
    return text;
  }
}
