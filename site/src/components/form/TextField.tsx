/** A labelled line of text, or a day (`"date"`, as `2024-03-01`). */
export const TextField = ({
  id,
  label,
  value,
  onChange,
  type = "text",
  placeholder,
  maxLength
}: {
  id: string
  label: string
  value: string
  onChange: (value: string) => void
  type?: "text" | "date"
  placeholder?: string
  maxLength?: number
}) => (
  <div className="field">
    <label htmlFor={id}>{label}</label>
    <span className="input">
      <input
        id={id}
        type={type}
        autoComplete="off"
        placeholder={placeholder}
        maxLength={maxLength}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </span>
  </div>
)
