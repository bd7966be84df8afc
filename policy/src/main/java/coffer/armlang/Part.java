package coffer.armlang;

import org.jspecify.annotations.Nullable;

/// A resource as it comes out of the evaluation.
///
/// @param value its members, without `condition`, `copy` and the like once they are decided
/// @param condition what decides whether it is deployed at all, when only Azure knows; else null
record Part(Value.Obj value, Origin origin, @Nullable Expression condition) {}
