/** A route template of the HTTP trigger, such as `v1/webhooks/tradingview/{token}` or `{*path}`, made ready to match. */
export interface Route<A> {
  readonly template: string
  readonly methods: ReadonlySet<string>
  readonly target: A
  readonly segments: ReadonlyArray<Segment>
}

type Segment =
  | { readonly kind: "LITERAL"; readonly text: string }
  | { readonly kind: "PARAMETER"; readonly name: string; readonly optional: boolean }
  | { readonly kind: "REST"; readonly name: string }

const rank: Record<Segment["kind"], number> = { LITERAL: 0, PARAMETER: 1, REST: 2 }

const segmentOf = (text: string): Segment => {
  const inside = /^\{(\*?)([^}:?]+)(?::[^}]*)?(\??)\}$/.exec(text)
  if (inside === null) return { kind: "LITERAL", text: text.toLowerCase() }
  const name = inside[2] ?? ""
  return inside[1] === "*" ? { kind: "REST", name } : { kind: "PARAMETER", name, optional: inside[3] === "?" }
}

const split = (path: string): ReadonlyArray<string> => path.split("/").filter((part) => part !== "")

/** Makes a route of a template; `prefix` is `host.json`'s `routePrefix`. */
export const route = <A>(prefix: string, template: string, methods: ReadonlyArray<string>, target: A): Route<A> => ({
  template,
  methods: new Set(methods.map((method) => method.toUpperCase())),
  target,
  segments: split(`${prefix}/${template}`).map(segmentOf)
})

/** Orders routes as the Functions runtime tries them: literals before parameters before the rest. */
export const bySpecificity = (a: Route<unknown>, b: Route<unknown>): number => {
  const length = Math.max(a.segments.length, b.segments.length)
  for (let index = 0; index < length; index++) {
    const [left, right] = [a.segments[index], b.segments[index]]
    if (left === undefined || right === undefined) return left === right ? 0 : left === undefined ? -1 : 1
    const difference = rank[left.kind] - rank[right.kind]
    if (difference !== 0) return difference
  }
  return 0
}

/** The parameters in a path when it fits, else `undefined`. Literals don't mind case. */
export const parametersIn = (route: Route<unknown>, path: string): Record<string, string> | undefined => {
  const parts = split(path)
  const found: Record<string, string> = {}
  for (const [index, segment] of route.segments.entries()) {
    const part = parts[index]
    if (segment.kind === "REST") {
      found[segment.name] = parts.slice(index).map(decode).join("/")
      return found
    }
    if (part === undefined) {
      if (segment.kind === "PARAMETER" && segment.optional) continue
      return undefined
    }
    if (segment.kind === "PARAMETER") found[segment.name] = decode(part)
    else if (segment.text !== part.toLowerCase()) return undefined
  }
  return parts.length > route.segments.length ? undefined : found
}

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
