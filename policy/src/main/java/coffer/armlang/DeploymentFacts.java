package coffer.armlang;

import org.jspecify.annotations.Nullable;

/// What is known about the place of a deployment before it happens; what is null stays open.
///
/// @param subscription id of the subscription
/// @param tenant id of the tenant
/// @param resourceGroup name of the resource group
/// @param location of the resource group, such as `eastus`
/// @param deployment name of the deployment
public record DeploymentFacts(
    @Nullable String subscription,
    @Nullable String tenant,
    @Nullable String resourceGroup,
    @Nullable String location,
    @Nullable String deployment) {
  public static final DeploymentFacts NONE = new DeploymentFacts(null, null, null, null, null);

  DeploymentFacts in(String otherGroup) {
    return otherGroup.equalsIgnoreCase(resourceGroup)
        ? this
        : new DeploymentFacts(subscription, tenant, otherGroup, null, deployment);
  }

  DeploymentFacts named(@Nullable String name) {
    return new DeploymentFacts(subscription, tenant, resourceGroup, location, name);
  }
}
