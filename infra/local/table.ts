/** The table as infra/cloud makes it, and the clinics that exist at first start. */
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ketamineHome } from '../../shared/protocols/ketamine-home.ts';
import { templates } from '../../shared/protocols/templates.ts';
import { createClinic } from '../../shared/store/clinic-store.ts';
import { aStaffMember } from '../../shared/use-cases/staff.ts';
import { tableShape } from '../table-shape.ts';

export const tableName = 'throughline';

/** `made`: there was none. */
export async function ensureTable(client: DynamoDBClient): Promise<{ streamArn: string; made: boolean }> {
  const known = await describe(client);
  if (known) return { ...known, made: false };
  const attributes = new Set([
    tableShape.partitionKey,
    tableShape.sortKey,
    ...tableShape.indexes.flatMap((one) => [one.partitionKey, one.sortKey]),
  ]);
  const keysOf = ({ partitionKey, sortKey }: { partitionKey: string; sortKey: string }) => [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...attributes].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keysOf(tableShape),
      GlobalSecondaryIndexes: tableShape.indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keysOf(index),
        Projection:
          index.projection === 'ALL'
            ? { ProjectionType: 'ALL' }
            : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.projection] },
      })),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    }),
  );
  const made = await describe(client);
  if (!made) throw new Error('the table was made and is not there');
  return { ...made, made: true };
}

async function describe(client: DynamoDBClient): Promise<{ streamArn: string } | null> {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }));
    if (!Table?.LatestStreamArn) throw new Error(`the table ${tableName} has no stream`);
    return { streamArn: Table.LatestStreamArn };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null;
    throw error;
  }
}

const staff = (staffId: string, name: string, email: string, roles: string[], license: string | null = null) =>
  aStaffMember({ staffId, name, email, roles, license, login: true });

/** Mondays to Fridays. */
const openingHours = [{ daysOfWeek: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', to: '18:00' }] as const;

/** Two clinics, so that "no clinic sees another one's" can be tried at once. */
export const demoClinics = [
  {
    clinic: {
      clinicId: 'demo',
      name: 'Demo Clinic',
      phone: '+1 303 555 0199',
      timeZone: 'America/Denver',
      openingHours,
      onCall: null,
      medicalDirector: 'stf_demo_director',
    },
    staff: [
      staff('stf_demo_director', 'Dr. Ines Calder', 'ines.calder@clinic.example', ['clinician', 'clinic-admin']),
      staff('stf_demo_therapist', 'Sam Lee', 'sam.lee@clinic.example', ['therapist'], 'CO LPC 0012345'),
      staff('stf_demo_clinician', 'Dr. Ana Reyes', 'ana.reyes@clinic.example', ['clinician']),
      staff('stf_demo_coordinator', 'Robin Park', 'robin.park@clinic.example', ['coordinator']),
      staff('stf_demo_operator', 'Kit Moreau', 'kit.moreau@clinic.example', ['operator']),
    ],
  },
  {
    clinic: {
      clinicId: 'north',
      name: 'North Clinic',
      phone: '+1 212 555 0188',
      timeZone: 'America/New_York',
      openingHours,
      onCall: null,
      medicalDirector: 'stf_north_director',
    },
    staff: [
      staff('stf_north_director', 'Dr. Omar Haddad', 'omar.haddad@north.example', ['clinician', 'clinic-admin']),
      staff('stf_north_therapist', 'June Abara', 'june.abara@north.example', ['therapist'], 'NY LMHC 004411'),
      staff('stf_north_coordinator', 'Pat Quill', 'pat.quill@north.example', ['coordinator']),
    ],
  },
] as const;

export async function ensureClinics(client: DynamoDBClient, at: string): Promise<void> {
  const db = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  for (const { clinic, staff: members } of demoClinics)
    await createClinic(db, tableName, {
      clinic,
      staff: members,
      protocols: [
        { protocol: ketamineHome, approvedBy: clinic.medicalDirector },
        ...templates.map((protocol) => ({ protocol, approvedBy: null })),
      ],
      at,
    });
}
