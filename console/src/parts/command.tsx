/** A command of a person: a button, a dialog that says what will happen and asks for what is needed, the refusal if any. */
import Box from '@cloudscape-design/components/box';
import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import type { UseMutationResult } from '@tanstack/react-query';
import { useState } from 'react';
import { Refusal } from './refusal.tsx';

export type Field = {
  name: string;
  label: string;
  hint?: string;
  required?: boolean;
  initial?: string;
} & (
  | { kind: 'text' | 'line' | 'number' | 'wall-time' | 'check' }
  | { kind: 'choice'; choices: readonly { value: string; text: string }[] }
);
export type Values = Readonly<Record<string, string | undefined>>;

type CommandProps<Input> = {
  text: string;
  title: string;
  explanation?: string;
  fields: readonly Field[];
  command: UseMutationResult<unknown, Error, Input>;
  input: (values: Values) => Input;
  variant?: ButtonProps['variant'];
  disabled?: boolean;
  /** Why it is disabled, shown at the button. */
  why?: string | undefined;
};

export function CommandButton<Input>(props: CommandProps<Input>) {
  const { text, variant = 'normal', disabled = false, why } = props;
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant={variant} disabled={disabled} {...(why && { disabledReason: why })} onClick={() => setOpen(true)}>
        {text}
      </Button>
      {open && <Dialog {...props} close={() => setOpen(false)} />}
    </>
  );
}

function Dialog<Input>({
  title,
  explanation,
  fields,
  command,
  input,
  text,
  close,
}: CommandProps<Input> & { close: () => void }) {
  const [values, setValues] = useState<Values>(() => Object.fromEntries(fields.map((one) => [one.name, one.initial])));
  const [tried, setTried] = useState(false);
  const missing = fields.filter(({ required, name }) => required && !values[name]?.trim());
  const dismiss = (): void => {
    command.reset();
    close();
  };
  const submit = (): void => {
    setTried(true);
    if (missing.length === 0) command.mutate(input(values), { onSuccess: close });
  };
  return (
    <Modal visible header={title} onDismiss={dismiss} closeAriaLabel="Close">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button formAction="none" variant="link" onClick={dismiss}>
                Back
              </Button>
              <Button variant="primary" loading={command.isPending}>
                {text}
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="m">
            {explanation && <Box variant="p">{explanation}</Box>}
            {fields.map((field) => (
              <OneField
                key={field.name}
                field={field}
                value={values[field.name] ?? ''}
                fault={tried && missing.includes(field) ? 'This is needed.' : ''}
                change={(value) => setValues({ ...values, [field.name]: value })}
              />
            ))}
            <Refusal error={command.error} />
          </SpaceBetween>
        </Form>
      </form>
    </Modal>
  );
}

type OneFieldProps = { field: Field; value: string; fault: string; change: (value: string) => void };

function OneField({ field, value, fault, change }: OneFieldProps) {
  if (field.kind === 'check')
    return (
      <Checkbox checked={value === 'yes'} onChange={({ detail }) => change(detail.checked ? 'yes' : '')}>
        {field.label}
      </Checkbox>
    );
  return (
    <FormField label={field.label} description={field.hint} errorText={fault}>
      <Control field={field} value={value} change={change} />
    </FormField>
  );
}

function Control({ field, value, change }: Omit<OneFieldProps, 'fault'>) {
  switch (field.kind) {
    case 'text':
      return <Textarea value={value} onChange={({ detail }) => change(detail.value)} />;
    case 'choice': {
      const options = field.choices.map((one) => ({ value: one.value, label: one.text }));
      return (
        <Select
          selectedOption={options.find((one) => one.value === value) ?? null}
          options={options}
          onChange={({ detail }) => change(detail.selectedOption.value ?? '')}
          placeholder="Choose"
        />
      );
    }
    case 'number':
      return <Input type="number" inputMode="numeric" value={value} onChange={({ detail }) => change(detail.value)} />;
    case 'wall-time':
      return <Input value={value} placeholder="2027-01-20T10:00" onChange={({ detail }) => change(detail.value)} />;
    default:
      return <Input value={value} onChange={({ detail }) => change(detail.value)} />;
  }
}
