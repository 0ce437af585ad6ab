/** What patients are to know of ketamine, by the section "Important FDA Safety Information" of the article that the protocol follows. */
import type { SafetyInformation } from '../domain/protocol.ts';

type Section = SafetyInformation['sections'][number];

const approvalUnitedStates: Section = {
  title: 'About this treatment',
  items: [
    'The FDA has not approved ketamine for depression or anxiety. Your clinician prescribes it off-label: for another use than the approved one.',
  ],
};
const approval: Section = {
  title: 'About this treatment',
  items: [
    'Ketamine may be used here in another way than the one it was approved for. Ask your clinician what this means in your country.',
  ],
};
const english: readonly Section[] = [
  {
    title: 'What may happen',
    items: [
      'Time may seem to change. You may see, hear or feel less, see blurred, or mix up your senses.',
      'You may be anxious, restless, excited or confused, or speak unclearly.',
      'Your mouth may be dry, you may feel sick or have no appetite.',
      'Your blood pressure and heartbeat may rise, and so may the pressure in your eyes or head. Your eyes may move quickly.',
    ],
  },
  {
    title: 'Tell us before your session if',
    items: [
      'you or somebody in your family ever had a psychosis, or you have a serious mental disorder',
      'you have pain or blood when you pass water, or have to go more often than before',
      'you drink or take anything more than you want to',
      'anything about your health or your medicines has changed',
    ],
  },
  {
    title: 'Rarely, and mostly after frequent heavy use',
    items: [
      'Some people came to depend on it.',
      'Some had lasting trouble with their bladder.',
      'You are easier to hurt while it works, and accidents happen: never be alone.',
    ],
  },
];

const approvalInSpanish: Section = {
  title: 'Sobre este tratamiento',
  items: [
    'La FDA no ha aprobado la ketamina para la depresión ni para la ansiedad. Su médico la receta fuera de indicación: para un uso distinto del aprobado.',
  ],
};
const generalInSpanish: Section = {
  title: 'Sobre este tratamiento',
  items: [
    'Es posible que aquí la ketamina se use de un modo distinto del aprobado. Pregunte a su médico qué significa esto en su país.',
  ],
};
const spanish: readonly Section[] = [
  {
    title: 'Lo que puede pasar',
    items: [
      'El tiempo puede parecer distinto. Puede ver, oír o sentir menos, ver borroso o mezclar los sentidos.',
      'Puede sentir ansiedad, inquietud, agitación o confusión, o hablar con dificultad.',
      'Puede tener la boca seca, náuseas o poco apetito.',
      'Pueden subir la presión de la sangre y el pulso, y también la presión en los ojos o en la cabeza. Los ojos pueden moverse rápido.',
    ],
  },
  {
    title: 'Avísenos antes de su sesión si',
    items: [
      'usted o alguien de su familia tuvo una psicosis, o usted tiene un trastorno mental grave',
      'siente dolor o ve sangre al orinar, o va al baño más que antes',
      'bebe o toma algo más de lo que quisiera',
      'ha cambiado algo en su salud o en sus medicinas',
    ],
  },
  {
    title: 'Pocas veces, y sobre todo tras un uso frecuente y fuerte',
    items: [
      'Algunas personas llegaron a depender de ella.',
      'Algunas tuvieron problemas duraderos de la vejiga.',
      'Mientras actúa, usted está más vulnerable y hay más accidentes: nunca a solas.',
    ],
  },
];

export const ketamineSafety: readonly SafetyInformation[] = [
  { locale: 'en', country: 'US', sections: [approvalUnitedStates, ...english] },
  { locale: 'en', country: null, sections: [approval, ...english] },
  { locale: 'es', country: 'US', sections: [approvalInSpanish, ...spanish] },
  { locale: 'es', country: null, sections: [generalInSpanish, ...spanish] },
];
