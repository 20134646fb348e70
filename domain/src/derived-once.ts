/**
 * A function of objects that never change, worked out once for each: the answer goes when the object goes. It is no
 * memory, since nobody can tell whether it was asked before.
 */
export const derivedOnce = <Of extends object, Derived extends object>(
  derive: (of: Of) => Derived
): ((of: Of) => Derived) => {
  const derived = new WeakMap<Of, Derived>()
  return (of) => {
    const known = derived.get(of)
    if (known !== undefined) return known
    const made = derive(of)
    derived.set(of, made)
    return made
  }
}
