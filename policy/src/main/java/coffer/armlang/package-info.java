/// The language of Azure Resource Manager templates: expressions and their functions, parameters,
/// variables, copy loops, conditions, user-defined functions, nested and linked templates
/// (learn.microsoft.com, "Understand the structure and syntax of ARM templates" and "ARM template
/// functions").
///
/// A template is evaluated as far as it can be without Azure. What only Azure knows (a reference to
/// a deployed resource, the resource group, a secret) stays an expression, reduced as far as
/// possible, and is named. Secure parameters are never looked into.
@NullMarked
package coffer.armlang;

import org.jspecify.annotations.NullMarked;
