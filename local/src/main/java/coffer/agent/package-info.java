/// The guest agent of a container group: the first process in the group's namespaces, as the agent
/// of a utility VM is. It trusts nothing that the host says: it hashes every layer itself and asks
/// the policy before it starts anything, and it serves what containers expect on the group's
/// loopback.
@NullMarked
package coffer.agent;

import org.jspecify.annotations.NullMarked;
