/** The rules of an account: whose, and what they mean. */
export interface Rules {
  readonly title: string
  readonly meaning: ReadonlyArray<string>
}

/** What rules mean, a sentence a line. */
export const RuleList = ({ meaning }: Pick<Rules, "meaning">) => (
  <ul className="rules" data-testid="rules">
    {meaning.map((sentence) => (
      <li key={sentence}>{sentence}</li>
    ))}
  </ul>
)
