import type { Body } from "./documents.ts"

type Scalar = string | number | boolean | null | undefined
type Condition = (body: Body) => boolean

/** A query, read. */
export interface Parsed {
  readonly conditions: ReadonlyArray<Condition>
  readonly fields: ReadonlyArray<string>
  readonly order: { readonly field: string; readonly descending: boolean } | undefined
  /** The form that the SDK asks each partition for, to merge them in order. */
  readonly rewritten: boolean
}

export interface QuerySpec {
  readonly query: string
  readonly parameters?: ReadonlyArray<{ readonly name: string; readonly value: Scalar }>
}

/** What the service does not understand. */
export class SyntaxFault extends Error {}

const TOKEN =
  /\s*(?:('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)|([@A-Za-z_]\w*)|(>=|<=|!=|[=<>()[\]{},.:*]))/giy

const tokensOf = (text: string): Array<string> => {
  const tokens: Array<string> = []
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const found = TOKEN.exec(text)
    if (found === null) throw new SyntaxFault(`Syntax error, incorrect syntax near '${text.slice(0, 40)}'`)
    tokens.push(found[0].trim())
  }
  return tokens
}

const compare: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0
}

/** Values of different types don't compare. */
export const orderOf = (a: unknown, b: unknown): number | undefined => {
  if (typeof a !== typeof b || a === undefined || a === null || typeof a === "object") return undefined
  const [left, right] = [a as string | number | boolean, b as string | number | boolean]
  return left < right ? -1 : left > right ? 1 : 0
}

/** The few forms of SQL that are asked here; anything else is a syntax error. */
class Parser {
  private readonly tokens: Array<string>
  private readonly values: ReadonlyMap<string, Scalar>
  private readonly fields: Array<string> = []
  private readonly conditions: Array<Condition> = []

  constructor({ parameters = [], query }: QuerySpec) {
    this.tokens = tokensOf(query)
    this.values = new Map(parameters.map(({ name, value }) => [name, value]))
  }

  parse(): Parsed {
    this.take("SELECT")
    const rewritten = !this.accepts("*")
    if (rewritten) {
      this.take("c", ".", "_rid", ",", "[", "{", '"item"', ":")
      this.path()
      this.take("}", "]", "AS", "orderByItems", ",", "c", "AS", "payload")
      this.fields.length = 0
    }
    this.take("FROM", "c")
    if (this.accepts("WHERE")) this.all()
    let order: Parsed["order"]
    if (this.accepts("ORDER")) {
      this.take("BY")
      const field = this.path()
      order = { field, descending: this.accepts("DESC") }
      this.accepts("ASC")
    }
    if (this.tokens.length > 0) throw new SyntaxFault(`Syntax error, incorrect syntax near '${this.tokens[0]}'`)
    return { conditions: this.conditions, fields: this.fields, order, rewritten }
  }

  private all(): void {
    do this.one()
    while (this.accepts("AND"))
  }

  private one(): void {
    if (this.accepts("(")) {
      this.all()
      return this.take(")")
    }
    if (this.accepts("true")) return
    if (this.accepts("IS_DEFINED")) {
      this.take("(")
      const field = this.path()
      this.take(")")
      this.conditions.push((body) => body[field] !== undefined)
      return
    }
    const field = this.path()
    const holds = compare[this.tokens.shift() ?? ""]
    if (holds === undefined) throw new SyntaxFault("Syntax error, a comparison is missing")
    const value = this.value()
    this.conditions.push((body) => {
      const order = orderOf(body[field], value)
      return order !== undefined && holds(order)
    })
  }

  private path(): string {
    this.take("c")
    let field: string
    if (this.accepts(".")) field = this.tokens.shift() ?? ""
    else {
      this.take("[")
      field = String(literal(this.tokens.shift() ?? ""))
      this.take("]")
    }
    this.fields.push(field)
    return field
  }

  private value(): Scalar {
    const token = this.tokens.shift() ?? ""
    if (!token.startsWith("@")) return literal(token)
    if (!this.values.has(token)) throw new SyntaxFault(`the parameter ${token} has no value`)
    return this.values.get(token)
  }

  private accepts(word: string): boolean {
    if (this.tokens[0]?.toUpperCase() !== word.toUpperCase()) return false
    this.tokens.shift()
    return true
  }

  private take(...words: ReadonlyArray<string>): void {
    for (const word of words)
      if (!this.accepts(word))
        throw new SyntaxFault(`Syntax error, incorrect syntax near '${this.tokens[0]}', not ${word}`)
  }
}

const literal = (token: string): Scalar => {
  if (token.startsWith("'"))
    return JSON.parse(`"${token.slice(1, -1).replaceAll("\\'", "'").replaceAll('"', '\\"')}"`) as string
  if (token === "null") return null
  return JSON.parse(token) as Scalar
}

/** Reads a query; throws a `SyntaxFault`. */
export const parse = (spec: QuerySpec): Parsed => new Parser(spec).parse()
