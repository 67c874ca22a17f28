-- Answers to questions may have been noted by mistake, too; what was none is no word between the two.
ALTER TABLE correction DROP CONSTRAINT correction_about_check;
ALTER TABLE correction ADD CONSTRAINT correction_about_check CHECK (about IN (
    'contact', 'debrief', 'moment', 'visit', 'settling', 'stopping', 'pause', 'practice', 'follow_up', 'measure'));
CREATE TRIGGER word_was_put_right AFTER INSERT ON correction FOR EACH ROW
    WHEN (NEW.about = 'measure') EXECUTE FUNCTION word_was_put_right();
