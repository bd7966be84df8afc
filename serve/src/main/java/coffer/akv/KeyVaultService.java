package coffer.akv;

import coffer.bytes.MalformedException;
import coffer.web.WebAnswer;
import coffer.web.WebRequest;
import coffer.web.WebService;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The vault over HTTP: who asks, for which version of the API, and which path it is. Thread-safe.
final class KeyVaultService implements WebService {
  private static final Pattern VERSION =
      Pattern.compile("7\\.[0-9](-preview(\\.[0-9])?)?|20[0-9]{2}-[0-9]{2}-[0-9]{2}(-preview)?");
  private static final Pattern NAME = Pattern.compile("[0-9a-zA-Z-]{1,127}");

  private final VaultStore store;
  private final Callers callers;
  private final Releasing releasing;
  private final Clock clock;

  KeyVaultService(VaultStore store, Callers callers, Releasing releasing, Clock clock) {
    this.store = store;
    this.callers = callers;
    this.releasing = releasing;
    this.clock = clock;
  }

  @Override
  public WebAnswer answer(WebRequest request) {
    Optional<WebAnswer> refusal = callers.refusal(request);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    try {
      String version = request.parameter("api-version");
      if (!VERSION.matcher(version).matches()) {
        throw VaultFailure.badParameter(
            "api-version: 7.0 or later wanted, found '%s'".formatted(version));
      }
      return route(request);
    } catch (VaultFailure e) {
      return e.answer();
    } catch (MalformedException e) {
      return VaultFailure.badParameter(e.getMessage()).answer();
    } catch (IOException e) {
      System.getLogger(KeyVaultService.class.getName())
          .log(System.Logger.Level.ERROR, "the vault cannot write", e);
      return WebAnswer.error(
          503,
          "ServiceUnavailable",
          "the vault cannot write; nothing was changed: " + e.getMessage());
    }
  }

  private WebAnswer route(WebRequest request) throws IOException {
    List<String> parts = new ArrayList<>(List.of(request.path().substring(1).split("/+")));
    String collection = parts.removeFirst();
    for (String part : parts) {
      if (!NAME.matcher(part).matches()) {
        throw VaultFailure.badParameter(
            "a name of letters, digits and hyphens, up to 127, wanted, found '%s'".formatted(part));
      }
    }
    String vault = "https://" + request.host();
    Keys keys = new Keys(new Items(store, Entry.Kind.KEYS, clock, vault), releasing);
    Secrets secrets = new Secrets(new Items(store, Entry.Kind.SECRETS, clock, vault));
    return switch (collection) {
      case "keys" -> keys(keys, parts, request);
      case "secrets" -> secrets(secrets, parts, request);
      case "deletedkeys" -> deletedKeys(keys, parts, request);
      case "deletedsecrets" -> deletedSecrets(secrets, parts, request);
      default -> throw noSuchPath(request);
    };
  }

  private WebAnswer keys(Keys keys, List<String> parts, WebRequest request) throws IOException {
    String name = parts.isEmpty() ? "" : parts.getFirst();
    String second = parts.size() < 2 ? "" : parts.get(1);
    return switch (request.method() + " " + shape(parts)) {
      case "GET 0" -> keys.pages().list();
      case "GET 1" -> keys.get(name, "");
      case "PUT 1" -> keys.importKey(name, request.json());
      case "DELETE 1" -> keys.delete(name);
      case "PATCH 1", "PATCH 2" -> keys.update(name, second, request.json());
      case "POST 2 create" -> keys.create(name, request.json());
      case "POST 2 release" -> keys.release(name, "", request);
      case "POST 3 release" -> keys.release(name, second, request);
      case "GET 2 versions" -> keys.pages().versions(name);
      case "GET 2" -> keys.get(name, second);
      default -> throw noSuchPath(request);
    };
  }

  private WebAnswer secrets(Secrets secrets, List<String> parts, WebRequest request)
      throws IOException {
    String name = parts.isEmpty() ? "" : parts.getFirst();
    String second = parts.size() < 2 ? "" : parts.get(1);
    return switch (request.method() + " " + shape(parts)) {
      case "GET 0" -> secrets.pages().list();
      case "GET 1" -> secrets.get(name, "");
      case "PUT 1" -> secrets.set(name, request.json());
      case "DELETE 1" -> secrets.delete(name);
      case "PATCH 1", "PATCH 2" -> secrets.update(name, second, request.json());
      case "GET 2 versions" -> secrets.pages().versions(name);
      case "GET 2" -> secrets.get(name, second);
      default -> throw noSuchPath(request);
    };
  }

  private WebAnswer deletedKeys(Keys keys, List<String> parts, WebRequest request)
      throws IOException {
    return switch (request.method() + " " + shape(parts)) {
      case "GET 0" -> keys.pages().deleted();
      case "GET 1" -> keys.deleted(parts.getFirst());
      case "DELETE 1" -> purge(Entry.Kind.KEYS, parts.getFirst());
      case "POST 2 recover" -> keys.recover(parts.getFirst());
      default -> throw noSuchPath(request);
    };
  }

  private WebAnswer deletedSecrets(Secrets secrets, List<String> parts, WebRequest request)
      throws IOException {
    return switch (request.method() + " " + shape(parts)) {
      case "GET 0" -> secrets.pages().deleted();
      case "GET 1" -> secrets.deleted(parts.getFirst());
      case "DELETE 1" -> purge(Entry.Kind.SECRETS, parts.getFirst());
      case "POST 2 recover" -> secrets.recover(parts.getFirst());
      default -> throw noSuchPath(request);
    };
  }

  private WebAnswer purge(Entry.Kind kind, String name) throws IOException {
    new Items(store, kind, clock, "").purge(name);
    return WebAnswer.of(204, "application/json", "");
  }

  /// How many names follow the collection, and the last one when it is a verb of the API.
  private static String shape(List<String> parts) {
    String last = parts.isEmpty() ? "" : parts.getLast();
    boolean verb =
        parts.size() > 1 && List.of("create", "release", "recover", "versions").contains(last);
    return verb ? parts.size() + " " + last : Integer.toString(parts.size());
  }

  private static VaultFailure noSuchPath(WebRequest request) {
    return new VaultFailure(
        404, "NotFound", "no such path: %s %s".formatted(request.method(), request.path()));
  }
}
