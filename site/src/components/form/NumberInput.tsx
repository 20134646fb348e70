import { type ComponentProps, useState } from "react"
import { asText, entered } from "../../format/typed.ts"

/**
 * The box a number is typed into, the only one of the site: `value` and what `onChange` gives are a field's value (see
 * `entered`). Left alone it shows what was understood; it never rewrites itself on being entered, which would lose the
 * selection a Tab makes and put what is typed into the middle of what was there.
 */
export const NumberInput = ({
  value,
  unit,
  onChange,
  ...rest
}: Omit<ComponentProps<"input">, "value" | "onChange" | "onBlur" | "type"> & {
  value: string
  /** The field's own unit, which may be typed along. */
  unit?: string | undefined
  onChange: (value: string) => void
}) => {
  const [typing, setTyping] = useState<string>()
  return (
    <input
      inputMode="decimal"
      autoComplete="off"
      {...rest}
      type="text"
      // A value set from elsewhere, such as a preset's, ends the typing.
      value={typing !== undefined && entered(typing, unit) === value ? typing : asText(value)}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => {
        setTyping(event.currentTarget.value)
        onChange(entered(event.currentTarget.value, unit))
      }}
      onBlur={() => setTyping(undefined)}
    />
  )
}
