package coffer.sgx.enclave;

import java.util.LinkedHashMap;
import java.util.Map;

/// Where two signed contents differ.
final class BodyDifference {
  private BodyDifference() {}

  /// `ISVSVN: 2 wanted, found 1`, of the first field that differs; empty when none does.
  static String first(SigStructBody wanted, SigStructBody found) {
    Map<String, Object> other = fields(found);
    for (Map.Entry<String, Object> field : fields(wanted).entrySet()) {
      Object value = other.get(field.getKey());
      if (!field.getValue().equals(value)) {
        return "%s: %s wanted, found %s".formatted(field.getKey(), field.getValue(), value);
      }
    }
    return "";
  }

  private static Map<String, Object> fields(SigStructBody body) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("ENCLAVEHASH", body.mrEnclave());
    fields.put("ISVPRODID", body.isvProdId());
    fields.put("ISVSVN", body.isvSvn());
    fields.put("ATTRIBUTES", body.attributes().toBytes());
    fields.put("ATTRIBUTEMASK", body.attributeMask().toBytes());
    fields.put("MISCSELECT", body.miscSelect());
    fields.put("MISCMASK", body.miscMask());
    fields.put("ISVFAMILYID", body.isvFamilyId());
    fields.put("ISVEXTPRODID", body.isvExtProdId());
    fields.put("TYPE", body.type());
    fields.put("VENDOR", body.vendor());
    fields.put("HW", body.hwVersion());
    fields.put("DATE", body.dateText());
    return fields;
  }
}
