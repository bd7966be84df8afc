package coffer.armlang;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Functions that ask Azure (ARM template functions, "Resource functions", "Scope functions"). They
/// answer as far as the [DeploymentFacts] go; the rest stays an expression.
final class AzureFunctions {
  private static final Set<String> ASKED =
      Set.of(
          "reference",
          "references",
          "providers",
          "pickzones",
          "environment",
          "deployment",
          "deployer",
          "managementgroup",
          "managementgroupresourceid",
          "tologicalzone",
          "tologicalzones",
          "tophysicalzone",
          "tophysicalzones",
          "externalinput",
          "getsecret");
  private static final Set<String> ONLY_DEFAULTS = Set.of("utcnow", "newguid");
  private static final Set<String> COMPUTED =
      Set.of(
          "resourcegroup",
          "subscription",
          "tenant",
          "resourceid",
          "subscriptionresourceid",
          "tenantresourceid",
          "extensionresourceid");

  private AzureFunctions() {}

  static boolean has(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    return ASKED.contains(key)
        || ONLY_DEFAULTS.contains(key)
        || COMPUTED.contains(key)
        || (key.startsWith("list") && key.length() > 4 && !key.contains("."));
  }

  /// Whether the function may only stand in the default value of a parameter.
  static boolean onlyInDefaults(String name) {
    return ONLY_DEFAULTS.contains(name.toLowerCase(Locale.ROOT));
  }

  /// Whether a call names something that only Azure knows, so that it can be told as it stands.
  static boolean isAsked(Expression.Call call) {
    return has(call.name());
  }

  static Value call(Expression.Call call, List<Value> arguments, DeploymentFacts facts) {
    Expression.Call reduced =
        new Expression.Call(call.name(), arguments.stream().map(Value::toExpression).toList());
    return switch (call.key()) {
      case "resourcegroup" -> resourceGroup(reduced, facts);
      case "subscription" -> subscription(reduced, facts);
      case "tenant" -> tenant(reduced, facts);
      case "resourceid" -> id(reduced, arguments, facts, true);
      case "subscriptionresourceid" -> id(reduced, arguments, facts, false);
      case "tenantresourceid" ->
          texts(arguments).map(all -> tenantId(all)).orElseGet(() -> new Value.Unknown(reduced));
      case "extensionresourceid" ->
          texts(arguments).map(all -> extensionId(all)).orElseGet(() -> new Value.Unknown(reduced));
      default -> new Value.Unknown(reduced);
    };
  }

  private static Value resourceGroup(Expression.Call call, DeploymentFacts facts) {
    String group = facts.resourceGroup();
    String subscription = facts.subscription();
    Map<String, Value> members = new LinkedHashMap<>();
    members.put(
        "id",
        group != null && subscription != null
            ? new Value.Text(groupId(subscription, group))
            : open(call, "id"));
    members.put("name", known(group, call, "name"));
    members.put("type", new Value.Text("Microsoft.Resources/resourceGroups"));
    members.put("location", known(facts.location(), call, "location"));
    for (String name : List.of("tags", "managedBy", "properties")) {
      members.put(name, open(call, name));
    }
    return new Value.Obj(members);
  }

  private static Value subscription(Expression.Call call, DeploymentFacts facts) {
    String subscription = facts.subscription();
    Map<String, Value> members = new LinkedHashMap<>();
    members.put(
        "id",
        subscription == null ? open(call, "id") : new Value.Text("/subscriptions/" + subscription));
    members.put("subscriptionId", known(subscription, call, "subscriptionId"));
    members.put("tenantId", known(facts.tenant(), call, "tenantId"));
    members.put("displayName", open(call, "displayName"));
    return new Value.Obj(members);
  }

  private static Value tenant(Expression.Call call, DeploymentFacts facts) {
    Map<String, Value> members = new LinkedHashMap<>();
    members.put("tenantId", known(facts.tenant(), call, "tenantId"));
    for (String name : List.of("countryCode", "displayName")) {
      members.put(name, open(call, name));
    }
    return new Value.Obj(members);
  }

  private static Value known(@Nullable String fact, Expression.Call call, String member) {
    return fact == null ? open(call, member) : new Value.Text(fact);
  }

  private static Value open(Expression.Call call, String member) {
    return new Value.Unknown(new Expression.Member(call, member, false));
  }

  private static String groupId(String subscription, String group) {
    return "/subscriptions/" + subscription + "/resourceGroups/" + group;
  }

  /// `resourceId([subscription], [resource group], type, name...)`, or without a resource group.
  private static Value id(
      Expression.Call call, List<Value> arguments, DeploymentFacts facts, boolean inGroup) {
    Optional<List<String>> texts = texts(arguments);
    if (texts.isEmpty()) {
      return new Value.Unknown(call);
    }
    List<String> all = texts.get();
    int type = 0;
    while (type < all.size() && !all.get(type).contains("/")) {
      type++;
    }
    if (type > (inGroup ? 2 : 1) || type == all.size()) {
      throw new ExpressionException(
          call.name() + ": a resource type such as Microsoft.Network/publicIPAddresses wanted");
    }
    String group = inGroup ? (type > 0 ? all.get(type - 1) : facts.resourceGroup()) : "";
    boolean given = type == (inGroup ? 2 : 1);
    String subscription = given ? all.getFirst() : facts.subscription();
    if (group == null || subscription == null) {
      typed(call.name(), "", all, type);
      return new Value.Unknown(call);
    }
    String scope = inGroup ? groupId(subscription, group) : "/subscriptions/" + subscription;
    return typed(call.name(), scope, all, type);
  }

  private static Value extensionId(List<String> all) {
    if (all.size() < 3) {
      throw new ExpressionException("extensionResourceId: an id, a resource type and names wanted");
    }
    return typed("extensionResourceId", all.getFirst(), all, 1);
  }

  private static Value tenantId(List<String> all) {
    if (all.isEmpty()) {
      throw new ExpressionException("tenantResourceId: a resource type wanted");
    }
    return typed("tenantResourceId", "", all, 0);
  }

  /// The scope, the provider, and each part of the type with the name that belongs to it.
  private static Value typed(String function, String scope, List<String> all, int type) {
    String[] parts = all.get(type).replaceAll("/+$", "").split("/", -1);
    List<String> names = new ArrayList<>(all.subList(type + 1, all.size()));
    if (names.size() == 1 && parts.length > 2) {
      names = List.of(names.getFirst().split("/", -1));
    }
    if (parts.length < 2 || names.size() != parts.length - 1) {
      throw new ExpressionException(
          "%s: %d names for the type %s wanted, found %d"
              .formatted(
                  function, Math.max(1, parts.length - 1), String.join("/", parts), names.size()));
    }
    StringBuilder id = new StringBuilder(scope).append("/providers/").append(parts[0]);
    for (int i = 0; i < names.size(); i++) {
      id.append('/').append(parts[i + 1]).append('/').append(names.get(i));
    }
    return new Value.Text(id.toString());
  }

  private static Optional<List<String>> texts(List<Value> arguments) {
    List<String> texts = new ArrayList<>();
    for (Value argument : arguments) {
      if (!(argument instanceof Value.Text(String text))) {
        if (argument.known()) {
          throw new ExpressionException("resource ids: text wanted, found " + argument.kind());
        }
        return Optional.empty();
      }
      texts.add(text);
    }
    return Optional.of(texts);
  }
}
