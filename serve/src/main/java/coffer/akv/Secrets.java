package coffer.akv;

import coffer.bytes.SecretBytes;
import coffer.json.Json;
import coffer.web.WebAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The paths under `/secrets`: set, get, list, update and delete.
final class Secrets {
  private static final int LARGEST = 25 * 1024;

  private final Items items;

  Secrets(Items items) {
    this.items = items;
  }

  ItemPages pages() {
    return new ItemPages(items, Secrets::summary);
  }

  WebAnswer set(String name, Json.Obj request) throws IOException {
    byte[] value = request.string("value").getBytes(StandardCharsets.UTF_8);
    if (value.length > LARGEST) {
      throw VaultFailure.badParameter(
          "value: at most %d bytes wanted, found %d".formatted(LARGEST, value.length));
    }
    Json.ObjectBuilder facts = Json.object();
    request.optionalString("contentType").ifPresent(type -> facts.put("contentType", type));
    try {
      return shown(items.add(name, request, facts, SecretBytes.of(value)));
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }

  WebAnswer get(String name, String version) {
    Entry entry = items.find(name, version);
    items.requireUsable(entry);
    return shown(entry);
  }

  WebAnswer update(String name, String version, Json.Obj request) throws IOException {
    Json.ObjectBuilder facts = Json.object();
    request.optionalString("contentType").ifPresent(type -> facts.put("contentType", type));
    Entry entry = items.update(items.find(name, version), request, facts.build());
    return WebAnswer.json(200, summary(entry, items.id(entry)).build());
  }

  WebAnswer delete(String name) throws IOException {
    Entry entry = items.delete(name);
    return WebAnswer.json(200, items.deletion(entry, summary(entry, items.id(entry))).build());
  }

  WebAnswer deleted(String name) {
    Entry entry = items.deleted(name);
    return WebAnswer.json(200, items.deletion(entry, summary(entry, items.id(entry))).build());
  }

  WebAnswer recover(String name) throws IOException {
    Entry entry = items.recover(name);
    return WebAnswer.json(200, summary(entry, items.id(entry)).build());
  }

  private WebAnswer shown(Entry entry) {
    byte[] value = entry.value().reveal();
    try {
      String text = new String(value, StandardCharsets.UTF_8);
      return WebAnswer.json(200, summary(entry, items.id(entry)).put("value", text).build());
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }

  private static Json.ObjectBuilder summary(Entry entry, String id) {
    Json.ObjectBuilder out =
        Json.object()
            .put("id", id)
            .put("attributes", entry.attributes())
            .put("tags", entry.facts().object("tags"));
    entry.facts().get("contentType").ifPresent(type -> out.put("contentType", type));
    return out;
  }
}
