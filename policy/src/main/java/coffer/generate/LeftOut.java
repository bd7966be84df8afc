package coffer.generate;

import coffer.cce.PolicyContainer;
import coffer.json.Json;

/// A container that is not in a policy because an imported fragment allows it already.
///
/// @param position of the container in its group, from 0
/// @param container as the policy would have it
/// @param fragment as the fragment has it; its layers may be others
public record LeftOut(int position, PolicyContainer container, Json.Obj fragment) {}
