/** How mail leaves: one configuration set per delivery class, whose events go to EventBridge. */
import { Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as ses from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import { configurationSetName, deliveryClassSeconds } from '../../shared/mail/configuration-sets.ts';

/** As they stand in `detail.eventType`. Opens and clicks are not among them: asking for them is what makes SES track. */
export const mailEventTypes = ['Send', 'Delivery', 'Bounce', 'Complaint', 'Reject', 'DeliveryDelay'] as const;

export function deliveryClasses(scope: Construct): ses.ConfigurationSet[] {
  const bus = events.EventBus.fromEventBusName(scope, 'default-bus', 'default');
  return deliveryClassSeconds.map((seconds) => {
    const set = new ses.ConfigurationSet(scope, `mail-${seconds}`, {
      configurationSetName: configurationSetName(seconds),
      // Never in plain text over the wire; a server without TLS gets nothing, which comes back as a bounce.
      tlsPolicy: ses.ConfigurationSetTlsPolicy.REQUIRE,
      // A reminder that comes after its deadline does harm.
      maxDeliveryDuration: Duration.seconds(seconds),
      suppressionReasons: ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      reputationMetrics: true,
      // Else an account with the Virtual Deliverability Manager puts a pixel into the mail and rewrites its links.
      vdmOptions: { engagementMetrics: false },
    });
    set.addEventDestination('events', {
      destination: ses.EventDestination.eventBus(bus),
      events: [
        ses.EmailSendingEvent.SEND,
        ses.EmailSendingEvent.DELIVERY,
        ses.EmailSendingEvent.BOUNCE,
        ses.EmailSendingEvent.COMPLAINT,
        ses.EmailSendingEvent.REJECT,
        ses.EmailSendingEvent.DELIVERY_DELAY,
      ],
    });
    return set;
  });
}
