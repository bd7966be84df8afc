package coffer.akv;

import coffer.json.Json;
import coffer.web.WebAnswer;
import java.util.List;
import java.util.function.Function;

/// The answers that list keys or secrets, each a page with all of them.
record ItemPages(Items items, Summary summary) {
  /// What a list says of one entry, under this identifier.
  interface Summary {
    Json.ObjectBuilder of(Entry entry, String id);
  }

  /// The newest version of every name.
  WebAnswer list() {
    return page(
        items.store().newest(items.kind()),
        entry -> summary.of(entry, items.idWithoutVersion(entry)));
  }

  WebAnswer versions(String name) {
    items.find(name, "");
    return page(
        items.store().versions(items.kind(), name), entry -> summary.of(entry, items.id(entry)));
  }

  WebAnswer deleted() {
    return page(
        items.store().newestDeleted(items.kind()),
        entry -> items.deletion(entry, summary.of(entry, items.idWithoutVersion(entry))));
  }

  private static WebAnswer page(List<Entry> entries, Function<Entry, Json.ObjectBuilder> shown) {
    List<Json> rows = entries.stream().<Json>map(entry -> shown.apply(entry).build()).toList();
    return WebAnswer.json(200, Json.object().put("value", rows).put("nextLink", Json.NULL).build());
  }
}
