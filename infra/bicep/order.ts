/** A template as the compiler makes it, as far as order goes. */
export interface Template {
  readonly variables?: Readonly<Record<string, unknown>>
  readonly resources: Readonly<Record<string, Step>>
}

/** A resource; or a module, which is a deployment with a template of its own. */
export interface Step {
  readonly type: string
  readonly existing?: boolean
  readonly dependsOn?: ReadonlyArray<string>
  readonly properties?: { readonly template?: Template }
}

const insideOf = ({ properties, type }: Step): Template | undefined =>
  type === "Microsoft.Resources/deployments" ? properties?.template : undefined

/** Types of what a step makes. */
const madeBy = (step: Step): ReadonlyArray<string> => {
  if (step.existing === true) return []
  const inside = insideOf(step)
  return inside === undefined ? [step.type] : Object.values(inside.resources).flatMap(madeBy)
}

/** What a step says, and the variables around it that it names, and those that they name. */
const textOf = (step: Step, variables: Readonly<Record<string, unknown>>): string => {
  const { properties: { template, ...properties } = {}, ...rest } = step
  const named = new Map([["", JSON.stringify({ ...rest, properties })]])
  for (const text of named.values())
    for (const [, name = ""] of text.matchAll(/variables\('(\w+)'\)/g))
      if (!named.has(name)) named.set(name, JSON.stringify(variables[name] ?? ""))
  return [...named.values(), JSON.stringify(template ?? "")].join("\n")
}

/** A step of a loop is waited for as `[format('zone[{0}]', ...)]`. */
const stepOf = (awaited: string) => /^\[format\('(\w+)\[/.exec(awaited)?.[1] ?? awaited

/** Steps that are over before one begins. */
const before = (resources: Template["resources"], name: string, seen = new Set<string>()): ReadonlySet<string> => {
  for (const other of (resources[name]?.dependsOn ?? []).map(stepOf))
    if (!seen.has(other)) {
      seen.add(other)
      before(resources, other, seen)
    }
  return seen
}

/** The steps that make what a type is of, as near to it as there are: of `topics/subscriptions` who makes topics, if nobody more. */
const makersOf = (type: string, steps: Template["resources"]) => {
  const makers = Object.entries(steps).flatMap(([name, step]) =>
    madeBy(step)
      .filter((made) => type === made || type.startsWith(`${made}/`))
      .map((made) => ({ name, made }))
  )
  const nearest = Math.max(...makers.map(({ made }) => made.length))
  return makers.filter(({ made }) => made.length === nearest)
}

/**
 * Steps that name what another one makes, and don't wait for it: a snapshot knows no order, and looks the same without.
 * Where several make things of one type, one of them is enough.
 */
export const unordered = (template: Template, where = "main"): ReadonlyArray<string> =>
  Object.entries(template.resources).flatMap(([name, step]) => {
    const { [name]: _, ...others } = template.resources
    const own = madeBy(step)
    const awaited = before(template.resources, name)
    const types = textOf(step, template.variables ?? {}).match(/Microsoft\.\w+(?:\/\w+)+/g) ?? []
    const early = types
      // What a step makes itself is of something, too.
      .map((type) => (own.includes(type) ? type.slice(0, type.lastIndexOf("/")) : type))
      .flatMap((type) => {
        const makers = makersOf(type, others)
        const [maker] = makers
        return maker === undefined || own.includes(maker.made) || makers.some((each) => awaited.has(each.name))
          ? []
          : [`${where}/${name} names ${type}, which ${maker.name} makes`]
      })
    const inside = insideOf(step)
    return [...new Set(early), ...(inside === undefined ? [] : unordered(inside, `${where}/${name}`))]
  })
