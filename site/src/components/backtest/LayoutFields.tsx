import type { LayoutChoice } from "@tradetower/domain/market"

interface Choice {
  readonly name: Exclude<keyof LayoutChoice, "columns">
  readonly label: string
  readonly options: Readonly<Record<string, string>>
}

const zones = (): ReadonlyArray<string> => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  return [...new Set(["UTC", own, "America/New_York", "Europe/London", "Europe/Berlin", "Asia/Tokyo"])]
}

const choices = (): ReadonlyArray<Choice> => [
  {
    name: "delimiter",
    label: "Between columns",
    options: { comma: "Commas", semicolon: "Semicolons", tab: "Tabs", bar: "Bars" }
  },
  { name: "decimal", label: "Decimal mark", options: { point: "Point", comma: "Comma" } },
  {
    name: "time",
    label: "Times are in",
    options: { s: "Seconds", ms: "Milliseconds", us: "Microseconds", ns: "Nanoseconds", WRITTEN: "Written out" }
  },
  { name: "zone", label: "Zone of written times", options: Object.fromEntries(zones().map((zone) => [zone, zone])) }
]

/** How a file is laid out, where it is guessed wrongly; a Parquet file has no text to be laid out. */
export const LayoutFields = ({
  inText,
  said,
  onChange
}: {
  inText: boolean
  said: LayoutChoice
  onChange: (said: LayoutChoice) => void
}) => (
  <div className="fields">
    {choices()
      .filter(({ name }) => inText || name === "time" || name === "zone")
      .map(({ label, name, options }) => (
        <div className="field" key={name}>
          <label htmlFor={`import-${name}`}>{label}</label>
          <span className="input">
            <select
              id={`import-${name}`}
              value={said[name] ?? ""}
              onChange={({ currentTarget: { value } }) => {
                const { [name]: _, ...others } = said
                // The options are those of the choice.
                onChange(value === "" ? others : ({ ...others, [name]: value } as LayoutChoice))
              }}
            >
              <option value="">{name === "zone" ? "UTC" : "As guessed"}</option>
              {Object.entries(options).map(([value, title]) => (
                <option key={value} value={value}>
                  {title}
                </option>
              ))}
            </select>
          </span>
        </div>
      ))}
  </div>
)
