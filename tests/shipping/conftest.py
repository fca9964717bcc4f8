from tests.floor import floor as floor
