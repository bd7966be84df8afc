package coffer.cli;

import coffer.cce.PolicyText;
import coffer.group.GroupSpec;
import coffer.workload.Workload;

/// A group that is ready to be started.
///
/// @param policy under which it runs
/// @param proof what it has to prove
record Launch(
    Workload workload, GroupSpec spec, PolicyText policy, OutputFiles output, Proof proof) {}
