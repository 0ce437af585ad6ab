import Box from '@cloudscape-design/components/box';

export function Json({ value }: { value: unknown }) {
  return (
    <span className="json">
      <Box variant="code">{JSON.stringify(value, null, 1)?.replace(/\s*\n\s*/g, ' ')}</Box>
    </span>
  );
}
